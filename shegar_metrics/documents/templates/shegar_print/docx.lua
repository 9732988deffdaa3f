-- What pandoc's DOCX writer does not do by itself: requisites by style, numbered captions,
-- pictures that Word can show, and hyphens that do not break.

-- The style of `official.docx` for each class of a division.
local STYLES = {
  draft = 'Draft', head = 'Requisite', place = 'Place', sides = 'Sides', annex = 'Annex',
  signature = 'Signature',
}

local TAB = pandoc.RawInline('openxml', '<w:r><w:tab/></w:r>')
local NO_BREAK_HYPHEN = pandoc.RawInline('openxml', '<w:r><w:noBreakHyphen/></w:r>')

function Span(span)
  if span.classes:includes('gap') then return TAB end
end

function Div(div)
  local style = STYLES[div.classes[#div.classes]]
  if not style then return nil end
  div.attr = pandoc.Attr('', {}, { ['custom-style'] = style })
  return div
end

local numbers = { Table = 0, Figure = 0 }

local function number(kind, word, caption)
  numbers[kind] = numbers[kind] + 1
  local first = caption.long[1]
  if first then
    first.content:insert(1, pandoc.Str(word .. '\u{a0}' .. numbers[kind] .. '\u{a0}— '))
  end
end

function Table(table)
  number('Table', 'Таблица', table.caption)
  return table
end

function Figure(figure)
  number('Figure', 'Рисунок', figure.caption)
  return figure
end

function Image(image)
  -- The size that the picture was drawn for, whatever its number of points.
  image.attributes.width = io.open(image.src):read('a'):match(' width="([%d.]+pt)"')
  image.src = image.src:gsub('%.svg$', '.png')
  return image
end

-- «8-ФЗ» and «2523-р» are not torn apart.
function Str(str)
  local before, after = str.text:match('^(.*%d)%-([^%w%s].*)$')
  if before then return { pandoc.Str(before), NO_BREAK_HYPHEN, pandoc.Str(after) } end
end
