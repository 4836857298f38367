"""What Redis does in one step. KEYS are a reply's stream and its lease; the entry 0-1 says that the reply was opened, and for
which run of it.
"""

OPEN = """
-- ARGV: lease in ms, seconds that an unfinished stream is kept, the run
if redis.call('EXISTS', KEYS[1]) == 0 then
    redis.call('XADD', KEYS[1], '0-1', 'open', ARGV[3])
    redis.call('EXPIRE', KEYS[1], ARGV[2])
elseif redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1][2][1] == 'done' then
    return
end
redis.call('SET', KEYS[2], '', 'PX', ARGV[1])
"""

REOPEN = """
-- ARGV: like OPEN's. An append of nothing has followers look, who find that another run is written.
redis.call('DEL', KEYS[1])
redis.call('XADD', KEYS[1], '0-1', 'open', ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[2])
redis.call('SET', KEYS[2], '', 'PX', ARGV[1])
redis.call('PUBLISH', KEYS[1], '[]')
"""

APPEND = """
-- ARGV: lease in ms, ms to keep it when this is the end (else 0), the run, seq of the first entry, the entries (none: a beat)
-- Gives 0 when what comes before is not there, or another run is written, else 1.
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if not last or redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1][2][2] ~= ARGV[3] then return 0 end
if last[2][1] == 'done' then return 1 end
local have, count = tonumber(string.match(last[1], '^%d+')), #ARGV - 4
local first, retention = tonumber(ARGV[4]), tonumber(ARGV[2])
if first > have + 1 then return 0 end
local said = {}
for i = math.max(have - first + 2, 1), count do
    local field = (retention > 0 and i == count) and 'done' or 'entry'
    redis.call('XADD', KEYS[1], string.format('%d-0', first + i - 1), field, ARGV[i + 4])
    said[#said + 1] = ARGV[i + 4]
end
if retention > 0 then
    redis.call('DEL', KEYS[2])
    redis.call('PEXPIRE', KEYS[1], retention)
else
    redis.call('SET', KEYS[2], '', 'PX', ARGV[1])
end
if #said > 0 then redis.call('PUBLISH', KEYS[1], '[' .. table.concat(said, ',') .. ']') end
return 1
"""

LOOK = """
-- ARGV: id of the first entry wanted. Gives the run ('' when there is none), the ms left of the lease (negative: none) and the
-- entries as one JSON array.
local opened = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
local found = {}
for i, entry in ipairs(redis.call('XRANGE', KEYS[1], ARGV[1], '+')) do found[i] = entry[2][2] end
return {opened and opened[2][2] or '', redis.call('PTTL', KEYS[2]), '[' .. table.concat(found, ',') .. ']'}
"""

KEEP_SESSION = """
-- KEYS: session, the person's set. ARGV: the session, ms left, its key, 1 when it must be there already
if ARGV[4] == '1' and redis.call('EXISTS', KEYS[1]) == 0 then return end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
redis.call('SADD', KEYS[2], ARGV[3])
if redis.call('PTTL', KEYS[2]) < tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[2], ARGV[2]) end
"""
