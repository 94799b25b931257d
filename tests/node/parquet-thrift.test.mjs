// hyparquet's reader of Thrift on structs that Ingest wrote: INGEST_TEST_STRUCTS names a file of lines, each the bytes in hexadecimal and what they say.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { deserializeTCompactProtocol } from './node_modules/hyparquet/src/thrift.js'

const tell = value => value instanceof Uint8Array
  ? `x${Buffer.from(value).toString('hex')}`
  : Array.isArray(value)
    ? `[${value.map(tell)}]`
    : typeof value === 'object'
      ? `{${Object.entries(value).map(([name, field]) => `${name.slice('field_'.length)}:${tell(field)}`)}}`
      : String(value)

test('every struct says the same', () => {
  const lines = readFileSync(process.env.INGEST_TEST_STRUCTS, 'utf8').trimEnd().split('\n')
  assert.ok(lines.length > 100)
  for (const line of lines) {
    const [hex, told] = line.split(' ')
    const bytes = Buffer.from(hex, 'hex')
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const reader = { view, offset: 0 }
    assert.equal(tell(deserializeTCompactProtocol(reader)), told)
    assert.equal(reader.offset, bytes.length)
  }
})
