// Umami's own client that reads, against this server: INGEST_TEST_URL is its address, INGEST_TEST_KEY a key that may read INGEST_TEST_SITE alone,
// which has the events of UmamiApiClientTests.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UmamiClient } from '@umami/api-client'

const websiteId = process.env.INGEST_TEST_SITE
const baseUrl = `${process.env.INGEST_TEST_URL}/api`
const umami = new UmamiClient({ baseUrl, token: process.env.INGEST_TEST_KEY })
const day = { websiteId, startAt: Date.UTC(2026, 10, 20), endAt: Date.UTC(2026, 10, 21) - 1 }

const failure = async promise => promise.then(() => assert.fail('answered'), error => error)

test('a key is taken as a token, and in the header of the cloud', async () => {
  const cloud = await fetch(`${baseUrl}/websites`, { headers: { 'x-umami-api-key': process.env.INGEST_TEST_KEY } })
  assert.deepEqual((await cloud.json()).data.map(site => site.id), [websiteId])
  const websites = await umami.listWebsites()
  assert.deepEqual([websites.count, websites.data[0].name], [1, 'Known'])
  assert.equal((await umami.getWebsite({ websiteId })).id, websiteId)
  const wrong = await failure(new UmamiClient({ baseUrl, apiKey: 'none' }).listWebsites())
  assert.equal(wrong.status, 401)
  const elsewhere = await fetch(`${baseUrl}/me`, { headers: { 'x-umami-api-key': process.env.INGEST_TEST_KEY } })
  assert.equal(elsewhere.status, 401)
  const other = await failure(umami.getWebsiteStats({ ...day, websiteId: process.env.INGEST_TEST_OTHER }))
  assert.deepEqual([other.status, other.code], [404, 'not-found'])
})

test('stats and page views have the numbers of the events', async () => {
  assert.deepEqual(await umami.getWebsiteStats(day), {
    pageviews: 4, visitors: 2, visits: 2, bounces: 1, totaltime: 90,
    comparison: { pageviews: 0, visitors: 0, visits: 0, bounces: 0, totaltime: 0 },
  })
  const next = { ...day, startAt: day.endAt + 1, endAt: day.endAt + 86_400_000 }
  assert.equal((await umami.getWebsiteStats(next)).comparison.pageviews, 4)
  assert.deepEqual(await umami.getWebsitePageviews({ ...day, unit: 'hour', timezone: 'utc' }), {
    pageviews: [{ x: '2026-11-20T12:00:00Z', y: 3 }, { x: '2026-11-20T15:00:00Z', y: 1 }],
    sessions: [{ x: '2026-11-20T12:00:00Z', y: 1 }, { x: '2026-11-20T15:00:00Z', y: 1 }],
  })
  assert.deepEqual(await umami.getWebsiteDateRange({ websiteId }), { startDate: '2026-11-20T12:00:00.000Z', endDate: '2026-11-20T15:00:00.000Z' })
  assert.deepEqual(await umami.getWebsiteActive({ websiteId }), { visitors: 0 })
})

test('metrics tell apart by every type', async () => {
  const expected = {
    path: { '/': 1, '/pricing': 2 }, url: { '/': 1, '/pricing': 2 }, entry: { '/': 1, '/pricing': 1 }, exit: { '/': 1, '/pricing': 1 },
    referrer: { 'news.example': 1 }, title: { Start: 1, Prices: 2 }, query: { '': 2 }, event: { signup: 1 }, tag: {}, hostname: { 'shop.example': 2 },
    browser: { firefox: 2 }, os: { Linux: 2 }, device: { desktop: 2 }, screen: { '': 2 }, language: { '': 2 }, country: { '': 2 }, region: { '': 2 }, city: { '': 2 },
    channel: { Referral: 1, Direct: 1 },
  }
  for (const [type, counts] of Object.entries(expected)) {
    const rows = await umami.getWebsiteMetrics({ ...day, type })
    assert.deepEqual(Object.fromEntries(rows.map(({ x, y }) => [x, y])), counts, type)
  }
  assert.deepEqual(await umami.getWebsiteExpandedMetrics({ ...day, type: 'browser' }), [
    { name: 'firefox', pageviews: 4, visitors: 2, visits: 2, bounces: 1, totaltime: 90 },
  ])
})

test('filters keep what they say, and what is not offered is told', async () => {
  const visitors = async filter => (await umami.getWebsiteStats({ ...day, ...filter })).visitors
  assert.equal(await visitors({ path: '/' }), 1)
  assert.equal(await visitors({ path: 'neq./' }), 1)
  assert.equal(await visitors({ path: 'c.pric' }), 2)
  assert.equal(await visitors({ browser: 'chrome,firefox', event: 'signup' }), 1)
  assert.equal(await visitors({ country: "DE' OR 1=1 --" }), 0)
  for (const filter of [{ tag: 'a' }, { title: 'Start' }, { segment: 'x' }, { path: 'dnc.a' }]) {
    assert.equal((await failure(umami.getWebsiteStats({ ...day, ...filter }))).status, 501, JSON.stringify(filter))
  }
  assert.equal((await failure(umami.getWebsiteStats({ websiteId }))).status, 400)
  assert.equal((await failure(umami.getWebsiteMetrics({ ...day, type: 'nothing' }))).status, 400)
  assert.equal((await failure(umami.getWebsiteReplays(day))).status, 501)
})

test('events, sessions and what was told with them', async () => {
  const events = await umami.getWebsiteEvents({ ...day, pageSize: 2 })
  assert.deepEqual([events.count, events.page, events.pageSize, events.data.length], [5, 1, 2, 2])
  assert.deepEqual(events.data.map(event => event.urlPath), ['/pricing', '/pricing'])
  const signup = (await umami.getWebsiteEvents({ ...day, search: 'SIGN' })).data
  assert.deepEqual([signup.length, signup[0].eventName, signup[0].eventType, signup[0].hasData], [1, 'signup', 2, true])
  assert.deepEqual(await umami.getWebsiteEventSeries({ ...day, unit: 'day', timezone: 'UTC' }), [{ x: 'signup', t: '2026-11-20T00:00:00Z', y: 1 }])
  assert.deepEqual((await umami.getWebsiteEventStats(day)).data.events, 1)

  const data = await umami.getEventDataById({ websiteId, eventId: signup[0].id })
  assert.deepEqual(data.map(({ dataKey, dataType, numberValue }) => [dataKey, dataType, numberValue]), [['plan', 1, null], ['seats', 2, 3]])
  assert.deepEqual(await umami.getEventDataProperties(day), [
    { eventName: 'signup', propertyName: 'plan', dataType: 1, total: 1 }, { eventName: 'signup', propertyName: 'seats', dataType: 2, total: 1 },
  ])
  assert.deepEqual(await umami.getEventDataFields(day), [{ propertyName: 'plan', dataType: 1, total: 1 }, { propertyName: 'seats', dataType: 2, total: 1 }])
  assert.equal((await umami.getEventDataEvents({ ...day, event: 'signup' })).length, 2)
  assert.deepEqual(await umami.getEventDataValues({ ...day, eventName: 'signup', propertyName: 'plan' }), [{ value: 'it\'s \\ "pro"\n', total: 1 }])
  assert.deepEqual(await umami.getEventDataStats(day), { events: 1, properties: 2, records: 2 })

  assert.deepEqual(await umami.getWebsiteSessionStats(day), {
    pageviews: { value: 4 }, visitors: { value: 2 }, visits: { value: 2 }, countries: { value: 0 }, events: { value: 1 },
  })
  const weekly = await umami.getWebsiteSessionsWeekly({ ...day, timezone: 'UTC' })
  assert.deepEqual([weekly.length, weekly[5].length, weekly[5][12], weekly[5][15], weekly.flat().reduce((sum, n) => sum + n)], [7, 24, 1, 1, 2])
  const sessions = await umami.getWebsiteSessions(day)
  assert.deepEqual(sessions.data.map(({ distinctId, views, events, visits }) => [distinctId, views, events, visits]), [['b', 1, 0, 1], ['a', 3, 1, 1]])
  const sessionId = sessions.data[1].id
  assert.deepEqual((await umami.getWebsiteSession({ websiteId, sessionId })).views, 3)
  assert.deepEqual((await umami.getWebsiteSessionActivity({ ...day, sessionId })).map(event => event.urlPath), ['/pricing', '/', '/pricing', '/'])
  assert.deepEqual(await umami.getWebsiteSessionProperties({ websiteId, sessionId }), [])
  assert.deepEqual(await umami.getSessionDataProperties(day), [])
  const realtime = await umami.getRealtime({ websiteId })
  assert.deepEqual([realtime.totals.views, realtime.events.length, realtime.urls], [0, 0, {}])
})
