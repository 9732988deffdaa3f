-- What pandoc's DOCX writer does not do by itself: requisites by style, numbered captions,
-- pictures that Word can show, and hyphens that do not break.

-- The style of `official.docx` for each class of a division.
local STYLES = {
  draft = 'Draft', head = 'Requisite', place = 'Place', sides = 'Sides', annex = 'Annex',
  signature = 'Signature',
}

local TAB = pandoc.RawInline('openxml', '<w:r><w:tab/></w:r>')
local NO_BREAK_HYPHEN = pandoc.RawInline('openxml', '<w:r><w:noBreakHyphen/></w:r>')

function Div(div)
  local classes = div.classes
  local style = STYLES[classes[#classes]]
  if not style then return nil end
  -- In requisites a line of the text is a line of the document.
  local line = classes[1] == 'sides' and TAB or pandoc.LineBreak()
  local lines = div:walk { SoftBreak = function() return line end }
  lines.attr = pandoc.Attr('', {}, { ['custom-style'] = style })
  return lines
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

-- Only a picture of ours is shown: no other file is read, and nothing fetched.
local function is_ours(image)
  return image.src:match('^figure%-%d+%.svg$')
end

function Image(image)
  if not is_ours(image) then return image.caption end
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

-- The points of a decision are paragraphs with numbers, and not a list in smaller type.
function OrderedList(list)
  local points = pandoc.Blocks {}
  for place, item in ipairs(list.content) do
    local first = item[1]
    first.content:insert(1, pandoc.Str(list.start + place - 1 .. '.\u{a0}'))
    item[1] = pandoc.Para(first.content)
    points:extend(item)
  end
  return points
end
