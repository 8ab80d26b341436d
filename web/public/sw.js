/* The shell for when the network is slow or away: the page and its files, never an answer of /v1 (no customer data stays on the device). */
const SHELL = 'shell-1'

self.addEventListener('install', (event) => event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(['/', '/icon.svg'])).then(() => self.skipWaiting())))
self.addEventListener('activate', (event) => event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name !== SHELL).map((name) => caches.delete(name)))).then(() => self.clients.claim())))

async function kept(request) {
  const found = await caches.match(request)
  if (found) return found
  const answer = await fetch(request)
  if (answer.ok) (await caches.open(SHELL)).put(request, answer.clone())
  return answer
}

async function page(request) {
  try {
    const answer = await fetch(request)
    if (answer.ok) (await caches.open(SHELL)).put('/', answer.clone())
    return answer
  } catch {
    return (await caches.match('/')) ?? Response.error()
  }
}

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url)
  if (event.request.method !== 'GET' || url.origin !== location.origin || url.pathname.startsWith('/v1')) return
  if (event.request.mode === 'navigate') event.respondWith(page(event.request))
  else if (url.pathname.startsWith('/assets/')) event.respondWith(kept(event.request))
})

/* A push has a level and a way in, nothing of a customer: it may lie on a locked screen. */
self.addEventListener('push', (event) => {
  const said = event.data?.json() ?? {}
  event.waitUntil(self.registration.showNotification(said.title ?? '', { body: '观潮 · 打开查看', tag: said.tag, data: said.link, icon: '/icon-192.png' }))
})
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const link = event.notification.data ?? '/today'
  event.waitUntil(self.clients.matchAll({ type: 'window' }).then(([open]) => (open ? open.navigate(link).then((page) => page?.focus()) : self.clients.openWindow(link))))
})
