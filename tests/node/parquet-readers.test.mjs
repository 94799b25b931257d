// DuckDB and hyparquet on files that Ingest wrote: INGEST_TEST_MANIFEST names a JSON file with their paths, columns and the hash of each column's lines.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { DuckDBInstance } from '@duckdb/node-api'
import { parquetMetadata, parquetReadObjects, parquetSchema } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'

const files = JSON.parse(readFileSync(process.env.INGEST_TEST_MANIFEST, 'utf8'))
const duck = await (await DuckDBInstance.create(':memory:')).connect()
await duck.run("SET threads = 1; SET TimeZone = 'UTC'")
const query = async sql => (await duck.runAndReadAll(sql)).getRowObjectsJson()

// Files of a few rows are for their values: there is nothing to pass over.
const manyRows = 1000

const duckType = { Boolean: 'BOOLEAN', Int: 'INTEGER', Long: 'BIGINT', Double: 'DOUBLE', Decimal: 'DECIMAL(18,4)', Date: 'DATE', Timestamp: 'TIMESTAMPTZ', String: 'VARCHAR', Uuid: 'UUID' }

const duckText = (type, x) => ({
  Boolean: `(${x})::INTEGER::VARCHAR`,
  Double: `CASE WHEN isnan(${x}) THEN 'nan' ELSE (${x})::BIT::BIGINT::VARCHAR END`,
  Decimal: `((${x})::DECIMAL(38,4) * 10000)::BIGINT::VARCHAR`,
  Date: `((${x}) - DATE '1970-01-01')::VARCHAR`,
  Timestamp: `epoch_us(${x})::VARCHAR`,
  String: `lower(hex(encode(${x})))`,
}[type] ?? `(${x})::VARCHAR`)

// Columns by field id under other names: the names of the file play no part.
function duckLine({ id, type, value }) {
  const map = `'[' || array_to_string(list_transform(map_entries(c${id}), lambda p: lower(hex(encode(p.key))) || '=' || coalesce(${duckText(value, 'p.value')}, '~')), ',') || ']'`
  return `coalesce(${type === 'Map' ? map : duckText(type, `c${id}`)}, '~')`
}

for (const { path, rows, columns, iceberg } of files) {
  test(`DuckDB reads ${rows} rows of ${path} by field id`, async () => {
    const schema = columns.map(({ id, type, value }) =>
      `${id}: {name: 'c${id}', type: '${type === 'Map' ? `MAP(VARCHAR, ${duckType[value]})` : duckType[type]}', default_value: NULL}`)
    const hashes = columns.map(column => `sha256(coalesce(string_agg(${duckLine(column)} || chr(10), ''), '')) AS "${column.id}"`)
    const [row] = await query(`SELECT count(*) AS n, ${hashes} FROM read_parquet('${path}', hive_partitioning = false, schema = MAP {${schema}})`)
    assert.equal(Number(row.n), rows)
    for (const { id, name, hash } of columns) assert.equal(row[id], hash, name)
  })

  test(`DuckDB sees the metadata of ${path}`, async () => {
    const ids = (await query(`SELECT name, field_id FROM parquet_schema('${path}')`)).filter(e => e.field_id !== null).map(e => Number(e.field_id))
    assert.deepEqual(ids, columns.flatMap(({ id, ids }) => [id, ...ids]))
    const [kv] = await query(`SELECT decode(value) AS value FROM parquet_kv_metadata('${path}') WHERE decode(key) = 'iceberg.schema'`)
    assert.equal(kv?.value ?? null, iceberg)

    // Bounds of each row group hold for its values, as DuckDB reads both. UUIDs have none, whose order readers disagree about.
    const wrong = await query(`
      SELECT path_in_schema, row_group_id, stats_min_value, stats_max_value FROM parquet_metadata('${path}')
      WHERE stats_null_count IS NULL OR (stats_min_value IS NULL) <> (stats_max_value IS NULL) OR (num_values > stats_null_count AND stats_min_value IS NULL AND path_in_schema NOT LIKE 'double%' AND path_in_schema NOT LIKE 'uuid%')`)
    assert.deepEqual(wrong, [])
  })

  test(`DuckDB finds single values of ${path} through bounds and Bloom filters`, { skip: rows < manyRows }, async () => {
    for (const { id, name, type } of columns.filter(({ id }) => [18, 16, 5].includes(id))) {
      const source = `read_parquet('${path}')`
      const [{ v }] = await query(`SELECT max(${name})::VARCHAR AS v FROM ${source}`)
      const literal = `'${v.replaceAll("'", "''")}'::${duckType[type]}`
      const [{ found }] = await query(`SELECT count(*) AS found FROM ${source} WHERE ${name} = ${literal}`)
      const [{ wanted }] = await query(`SELECT count(*) FILTER (WHERE coalesce((${name} = ${literal}), false)) AS wanted FROM (SELECT ${name} FROM ${source} OFFSET 0)`)
      assert.equal(found, wanted, `${name} ${id}`)
      const probes = await query(`SELECT * FROM parquet_bloom_probe('${path}', '${name}', ${literal})`)
      assert.ok(probes.some(p => !p.bloom_filter_excludes), `the filter of ${name} excludes a value that is there`)
    }
  })

  test(`hyparquet reads ${rows} rows of ${path}`, async () => {
    const bytes = readFileSync(path)
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
    const metadata = parquetMetadata(file)
    assert.deepEqual(parquetSchema(metadata).children.map(c => c.element.field_id), columns.map(c => c.id))
    rawDecimals(metadata)
    const hashes = columns.map(() => createHash('sha256'))
    const step = Number(metadata.row_groups[0]?.num_rows ?? 1)
    for (let rowStart = 0; rowStart < rows; rowStart += step) {
      const objects = await parquetReadObjects({ file, metadata, compressors, parsers, rowStart, rowEnd: Math.min(rows, rowStart + step) })
      columns.forEach(({ name, type, value }, i) =>
        hashes[i].update(objects.map(o => (type === 'Map' ? mapText(o[name], value) : hyparquetText(o[name], type)) + '\n').join('')))
    }
    columns.forEach(({ name, hash }, i) => assert.equal(hashes[i].digest('hex'), hash, name))
  })

  test(`hyparquet finds rows of ${path} through the page index and Bloom filters`, { skip: rows < manyRows }, async () => {
    const bytes = readFileSync(path)
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
    const some = await parquetReadObjects({ file, compressors, columns: ['long_required'], rowStart: rows >> 1, rowEnd: (rows >> 1) + 1 })
    const filter = { long_required: { $eq: some[0].long_required } }
    const plain = await parquetReadObjects({ file, compressors, columns: ['long_required'], filter })
    const indexed = await parquetReadObjects({ file, compressors, columns: ['long_required'], filter, usePageIndex: true, useBloomFilters: true, useOffsetIndex: true })
    assert.ok(plain.length > 0)
    assert.equal(indexed.length, plain.length)
  })
}

const parsers = {
  timestampFromMicroseconds: micros => micros,
  dateFromDays: days => days,
  stringFromBytes: bytes => bytes && Buffer.from(bytes).toString('hex'),
}

// It makes floating-point numbers of decimals, which do not have all of 18 digits: without their type it gives the numbers that are stored.
function rawDecimals(metadata) {
  for (const element of metadata.schema.filter(e => e.converted_type === 'DECIMAL')) {
    assert.equal(element.logical_type.type, 'DECIMAL')
    assert.deepEqual([element.precision, element.scale], [18, 4])
    delete element.converted_type
    delete element.logical_type
  }
}

const view = new DataView(new ArrayBuffer(8))

function hyparquetText(x, type) {
  if (x === null || x === undefined) return '~'
  if (type === 'Boolean') return x ? '1' : '0'
  if (type !== 'Double') return String(x)
  if (Number.isNaN(x)) return 'nan'
  view.setFloat64(0, x)
  return String(view.getBigInt64(0))
}

const mapText = (map, type) => map === null || map === undefined
  ? '~'
  : `[${Object.entries(map).map(([key, value]) => `${key}=${hyparquetText(value, type)}`)}]`
