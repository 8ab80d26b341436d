// When a payer's name was first painted, in epoch milliseconds: after the frame that shows it.
window.painted = {}
const seen = new Set()
new MutationObserver((changes) => {
  const fresh = []
  for (const change of changes)
    for (const node of change.addedNodes)
      for (const name of (node.textContent ?? '').match(/付款方\d+/g) ?? []) if (!seen.has(name)) { seen.add(name); fresh.push(name) }
  if (fresh.length) requestAnimationFrame(() => setTimeout(() => { for (const name of fresh) window.painted[name] = Date.now() }))
}).observe(document, { subtree: true, childList: true })
