-- Alerts of a desk that was built by half, and its books, go. Nothing goes while the outbox has something that is stored nowhere else. ARGV: ids.
-- Streams are emptied, not removed: their places only ever rise. Returns 1; 0 when the outbox is to be stored first.
if redis.call('XLEN', 'tidewatch:outbox') > 0 then return 0 end
for _, id in ipairs(ARGV) do
  unshelve(id)
  redis.call('DEL', 'alert:' .. id, 'history:' .. id)
end
for _, stream in ipairs({'tidewatch:audit', 'tidewatch:notices'}) do redis.call('XTRIM', stream, 'MAXLEN', 0) end
return 1
