-- What leads to a list stays with it, in Typst. No cell has a list, and cells are many.

local function kept_together(blocks)
  local kept = pandoc.Blocks {}
  for place, block in ipairs(blocks) do
    local following = blocks[place + 1]
    if block.t == 'Para' and following and following.t == 'BulletList' then
      kept:insert(pandoc.RawBlock('typst', '#context block(sticky: true, spacing: par.spacing)['))
      kept:extend { block, pandoc.RawBlock('typst', ']') }
    else
      kept:insert(block)
    end
  end
  return kept
end

return {
  {
    traverse = 'topdown',
    Blocks = kept_together,
    Table = function(table) return table, false end,
  },
}
