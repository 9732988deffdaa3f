-- Soft hyphens in the words of DOCX, so that no justified line is torn, and no word in a narrow
-- column is cut, where the program that shows the document has no Russian dictionary.

local SOFT_HYPHEN = pandoc.RawInline('openxml', '<w:r><w:softHyphen/></w:r>')

-- Letters of the shortest word that is broken: in text or alone in its cell, and in a cell beside
-- other words, where it would rather go to the next line whole.
local SHORTEST, IN_CELL = 6, 12

-- Vowels, liquids and nasals, other consonants, and letters that end a syllable.
local KINDS = {}
for kind, letters in pairs { v = 'аеёиоуыэюя', l = 'лмнр', c = 'бвгджзкпстфхцчшщ', x = 'йьъ' } do
  for _, code in utf8.codes(letters) do KINDS[utf8.char(code)] = kind end
end

-- A syllable begins at a consonant with a vowel, after an open syllable, after a liquid, or after
-- the same consonant: the breaks that nobody disputes. Two letters stay on either side of one.
local function syllables(text, shortest)
  local letters, kinds = {}, ''
  for _, code in utf8.codes(text) do
    letters[#letters + 1] = utf8.char(code)
    kinds = kinds .. (KINDS[pandoc.text.lower(letters[#letters])] or '.')
  end
  local parts = pandoc.Inlines {}
  local from = 1
  for first, word in kinds:gmatch('()(%a+)') do
    for at = first + 2, first + (#word >= shortest and #word - 2 or 0) do
      local doubled = letters[at - 1] == letters[at]
      if kinds:find('^[vx][lc]v', at - 1) or kinds:find(doubled and '^v..v' or '^vl[lc]v', at - 2)
      then
        parts:extend { pandoc.Str(table.concat(letters, '', from, at - 1)), SOFT_HYPHEN }
        from = at
      end
    end
  end
  if from == 1 then return nil end
  parts:insert(pandoc.Str(table.concat(letters, '', from)))
  return parts
end

-- A letter of Russian has two bytes: what has fewer in all has no word of so many letters.
local function breaking(shortest)
  return {
    Str = function(str)
      local text = str.text
      if #text >= 2 * shortest then return syllables(text, shortest) end
    end,
  }
end

local function break_cells(rows)
  for _, row in ipairs(rows) do
    for _, cell in ipairs(row.cells) do
      local alone = cell.contents[1] and #cell.contents[1].content == 1
      cell.contents = cell.contents:walk(breaking(alone and SHORTEST or IN_CELL))
    end
  end
end

-- Headings, requisites and captions are set whole.
local function whole(block) return block, false end

return {
  {
    traverse = 'topdown',
    Header = whole,
    Figure = whole,
    Div = function(div)
      if div.attributes['custom-style'] then return whole(div) end
    end,
    Table = function(table)
      break_cells(table.head.rows)
      for _, body in ipairs(table.bodies) do break_cells(body.body) end
      return whole(table)
    end,
    Str = breaking(SHORTEST).Str,
  },
}
