// The official client against the embedded engine: INGEST_TEST_URL is its address, INGEST_TEST_PASSWORD the writer's password.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Readable } from 'node:stream'
import { ClickHouseLogLevel, createClient } from '@clickhouse/client'

const url = process.env.INGEST_TEST_URL
// The failures that the tests provoke are not news.
const quiet = { level: ClickHouseLogLevel.OFF }
const writer = createClient({
  url,
  username: 'ingest',
  password: process.env.INGEST_TEST_PASSWORD,
  compression: { request: true, response: true },
  log: quiet,
})
const analyst = createClient({ url, log: quiet })

before(async () => {
  await writer.command({ query: 'CREATE DATABASE IF NOT EXISTS node' })
  await writer.command({
    query: 'CREATE OR REPLACE TABLE node.events (id UInt64, name String, tags Array(String), at DateTime64(3)) ENGINE = MergeTree ORDER BY id',
  })
})

after(async () => {
  await writer.close()
  await analyst.close()
})

test('ping succeeds, plain and by a query', async () => {
  assert.deepEqual(await analyst.ping(), { success: true })
  assert.deepEqual(await analyst.ping({ select: true }), { success: true })
})

test('select gives rows, metadata and statistics', async () => {
  const reply = await analyst.query({ query: 'SELECT number AS n, toString(number) AS s FROM numbers(3)', format: 'JSON', query_id: 'of-node' })
  assert.equal(reply.query_id, 'of-node')
  const body = await reply.json()
  assert.deepEqual(body.data, [{ n: 0, s: '0' }, { n: 1, s: '1' }, { n: 2, s: '2' }])
  assert.deepEqual(body.meta, [{ name: 'n', type: 'UInt64' }, { name: 's', type: 'String' }])
  assert.equal(body.rows, 3)
})

test('insert takes objects and reports what it wrote', async () => {
  const rows = [
    { id: 1, name: 'a\n\nDROP TABLE node.events', tags: ['x', "it's"], at: '2026-01-02 03:04:05.678' },
    { id: 2, name: 'ünï \t\\ \u{1F600}', tags: [], at: '2026-01-02 03:04:06.000' },
  ]
  const { summary, executed } = await writer.insert({ table: 'node.events', values: rows, format: 'JSONEachRow' })
  assert.equal(executed, true)
  assert.equal(summary.written_rows, '2')
  const stored = await (await analyst.query({ query: 'SELECT * FROM node.events WHERE id < 10 ORDER BY id', format: 'JSONEachRow' })).json()
  assert.deepEqual(stored, rows)
})

test('insert takes a stream', async () => {
  await writer.insert({
    table: 'node.events',
    columns: ['id', 'name'],
    format: 'JSONCompactEachRow',
    values: Readable.from((function* () { for (let i = 0; i < 50000; i++) yield [1000 + i, `n${i}`] })(), { objectMode: true }),
  })
  const [row] = await (await analyst.query({ query: 'SELECT count() AS n, max(id) AS m FROM node.events WHERE id >= 1000', format: 'JSONEachRow' })).json()
  assert.deepEqual(row, { n: 50000, m: 50999 })
})

test('parameters are bound by type', async () => {
  const reply = await analyst.query({
    query: 'SELECT {s:String} AS s, {n:Int64} AS n, {a:Array(String)} AS a, {d:Nullable(String)} AS d, {t:DateTime} AS t',
    query_params: { s: "a' OR 1=1 --\t\n", n: -7, a: ["x'y", 'z'], d: null, t: new Date(Date.UTC(2026, 0, 2)) },
    format: 'JSONEachRow',
  })
  assert.deepEqual(await reply.json(), [{ s: "a' OR 1=1 --\t\n", n: -7, a: ["x'y", 'z'], d: null, t: '2026-01-02 00:00:00' }])
})

test('a large result streams, compressed and not', async () => {
  for (const client of [writer, analyst]) {
    const reply = await client.query({ query: 'SELECT number FROM numbers(500000)', format: 'JSONEachRow' })
    let count = 0
    let sum = 0
    for await (const rows of reply.stream()) {
      for (const row of rows) {
        sum += row.json().number
        count++
      }
    }
    assert.deepEqual([count, sum], [500000, (500000 * 499999) / 2])
  }
})

// The client reads the error's text only where one read of its socket holds the whole frame, and says so where a read cuts it;
// which of the two is the network's turn. StreamingTests hold the frame's bytes.
test('a failure in the middle of a stream reaches the reader', async () => {
  const reply = await analyst.query({ query: "SELECT throwIf(number = 3000000, 'late') AS n FROM numbers(10000000)", format: 'JSONEachRow' })
  await assert.rejects(async () => {
    for await (const _ of reply.stream());
  }, /late|there was an error in the stream/)
})

test('errors carry code and type', async () => {
  await assert.rejects(analyst.query({ query: 'SELECT * FROM node.absent' }), { code: '60', type: 'UNKNOWN_TABLE' })
  await assert.rejects(analyst.command({ query: 'DROP TABLE node.events' }), { code: '164', type: 'READONLY' })
  await assert.rejects(createClient({ url, username: 'ingest', password: 'wrong', log: quiet }).query({ query: 'SELECT 1' }), { code: '516', type: 'AUTHENTICATION_FAILED' })
})

test('an aborted query does not run on', async () => {
  const leaving = new AbortController()
  const endless = analyst.query({
    query: "SELECT count() FROM numbers(1000000000000) WHERE cityHash64(number) = 1 AND 'of-node' != ''",
    abort_signal: leaving.signal,
  })
  const running = async () => {
    const reply = await writer.query({ query: "SELECT countIf(query LIKE '%of-node%' AND query NOT LIKE '%processes%') AS n FROM system.processes", format: 'JSONEachRow' })
    return (await reply.json())[0].n
  }
  while ((await running()) === 0);
  leaving.abort()
  await assert.rejects(endless, /abort/i)
  while ((await running()) > 0);
})

test('settings of a request are honoured', async () => {
  const reply = await analyst.query({
    query: 'SELECT toUInt64(1) AS n',
    format: 'JSONEachRow',
    clickhouse_settings: { output_format_json_quote_64bit_integers: 1, extremes: 0 },
  })
  assert.deepEqual(await reply.json(), [{ n: '1' }])
})
