// Two clients of Iceberg in JavaScript on the server's own catalog: iceberg-js asks it, icebird reads the files that it names.
// INGEST_CATALOG is its address, INGEST_KEY a key that may read, INGEST_EVENTS how many events of one session there are.
import assert from 'node:assert/strict'
import { open } from 'node:fs/promises'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { icebergRead } from 'icebird'
import { IcebergRestCatalog } from 'iceberg-js'

const count = Number(process.env.INGEST_EVENTS)
const catalog = new IcebergRestCatalog({ baseUrl: process.env.INGEST_CATALOG, auth: { type: 'bearer', token: process.env.INGEST_KEY } })

// icebird fetches what the metadata names: files of this machine, read in ranges as a store would answer.
const web = globalThis.fetch
globalThis.fetch = async (url, init) => {
  if (!String(url).startsWith('file:')) return web(url, init)
  const file = await open(fileURLToPath(String(url)))
  try {
    const { size } = await file.stat()
    const range = /bytes=(\d*)-(\d*)/.exec(new Headers(init?.headers).get('range') ?? '')
    const start = range ? (range[1] === '' ? size - Number(range[2]) : Number(range[1])) : 0
    const end = range && range[1] !== '' && range[2] !== '' ? Math.min(Number(range[2]) + 1, size) : size
    const body = Buffer.alloc(end - start)
    if (init?.method !== 'HEAD') await file.read(body, 0, end - start, start)
    return new Response(init?.method === 'HEAD' ? null : body, { status: range ? 206 : 200, headers: { 'content-length': String(init?.method === 'HEAD' ? size : end - start) } })
  } finally {
    await file.close()
  }
}

test('iceberg-js finds namespaces and tables', async () => {
  const { namespaces } = await catalog.listNamespaces()
  assert.deepEqual(namespaces.map(({ namespace }) => namespace), [['ingest']])
  const { identifiers } = await catalog.listTables({ namespace: ['ingest'] })
  assert.deepEqual(identifiers.map(({ name }) => name).sort(), ['pa_events', 'pa_sessions'])
  assert.equal(await catalog.tableExists({ namespace: ['ingest'], name: 'pa_events' }), true)
  assert.equal(await catalog.tableExists({ namespace: ['ingest'], name: 'nothing' }), false)
})

test('icebird reads the rows that iceberg-js found', async () => {
  const read = async name => {
    const metadata = await catalog.loadTable({ namespace: ['ingest'], name })
    const rows = await icebergRead({ tableUrl: metadata.location, metadata })
    assert.equal(rows.length, Number(metadata.snapshots.at(-1).summary['total-records']))
    return rows
  }
  const events = await read('pa_events')
  assert.equal(events.length, count)
  assert.equal(new Set(events.map(({ event_id }) => String(event_id))).size, count)
  assert.deepEqual(new Set(events.map(({ url_path }) => url_path)), new Set(events.map((_, i) => `/page/${i % 7}`)))
  const [session, ...others] = await read('pa_sessions')
  assert.deepEqual(others, [])
  assert.equal(session.browser, 'firefox')
  assert.equal(session.site_id, events[0].site_id)
})
