// Umami's own server-side client against this server: INGEST_TEST_URL is its address, INGEST_TEST_SITE a registered site.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import umamiNode from '@umami/node'

const umami = umamiNode.default ?? umamiNode
umami.init({ websiteId: process.env.INGEST_TEST_SITE, hostUrl: process.env.INGEST_TEST_URL })

async function stored(reply) {
  assert.equal(reply.status, 200)
  const body = await reply.json()
  assert.match(body.sessionId, /^[0-9a-f-]{36}$/)
  assert.match(body.visitId, /^[0-9a-f-]{36}$/)
  return body
}

test('a page view, an event with data and an identification are stored', async () => {
  const page = await stored(await umami.track({ url: '/from-node', title: 'From Node', hostname: 'node.example' }))
  const event = await stored(await umami.track('signup', { plan: 'pro', seats: 3 }))
  await stored(await umami.identify({ company: 'Example' }))
  assert.equal(event.sessionId, page.sessionId)
})
