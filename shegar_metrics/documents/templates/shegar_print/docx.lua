-- What pandoc's DOCX writer does not do by itself: requisites by style, points as paragraphs,
-- numbered captions, references that Word numbers anew, pictures that it can show, and hyphens
-- that do not break.

-- The style of `official.docx` for each class of a division.
local STYLES = {
  draft = 'Draft', head = 'Requisite', place = 'Place', sides = 'Sides', annex = 'Annex',
  signature = 'Signature',
}

local TAB = pandoc.RawInline('openxml', '<w:r><w:tab/></w:r>')
local NO_BREAK_HYPHEN = pandoc.RawInline('openxml', '<w:r><w:noBreakHyphen/></w:r>')

-- A field of Word: its instruction, and what is shown until the fields are updated.
local function field(instruction, shown)
  local run = '<w:r><w:fldChar w:fldCharType="%s"/></w:r>'
  return pandoc.RawInline('openxml', run:format('begin')
    .. '<w:r><w:instrText xml:space="preserve"> ' .. instruction .. ' </w:instrText></w:r>'
    .. run:format('separate') .. '<w:r><w:t>' .. shown .. '</w:t></w:r>' .. run:format('end'))
end

function Link(link)
  local number = link.target:match('^#source(%d+)$')
  if number then return field('REF source' .. number .. ' \\h', '[' .. number .. ']') end
end

-- The row of a source begins with its number, which references repeat.
local function numbered_source(div, number)
  local line = div.content[1].content
  local bookmark = '<w:bookmarkStart w:id="%d" w:name="source%d"/>'
  line:remove(1)
  line:insert(1, pandoc.RawInline('openxml', bookmark:format(1000 + number, number)))
  line:insert(2, pandoc.Str('['))
  line:insert(3, field('SEQ source', number))
  line:insert(4, pandoc.Str(']'))
  line:insert(5, pandoc.RawInline('openxml', ('<w:bookmarkEnd w:id="%d"/>'):format(1000 + number)))
  div.attr = pandoc.Attr('', {}, { ['custom-style'] = 'Source' })
  return div
end

function Div(div)
  local number = div.identifier:match('^source(%d+)$')
  if number then return numbered_source(div, tonumber(number)) end
  if #div.classes == 0 then return nil end
  -- In requisites a line of the text is a line of the document; at the sides of one line stand the
  -- two texts that a gap is between.
  local line = div.classes[1] == 'sides' and TAB or pandoc.LineBreak()
  div = div:walk { SoftBreak = function() return line end }
  local style = STYLES[div.classes[#div.classes]]
  if style then div.attr = pandoc.Attr('', {}, { ['custom-style'] = style }) end
  return div
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
  -- No style of a table keeps it from the text after it.
  local gap = '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="160" w:lineRule="exact"/>'
  return { table, pandoc.RawBlock('openxml', gap .. '</w:pPr></w:p>') }
end

function Figure(figure)
  number('Figure', 'Рисунок', figure.caption)
  return figure
end

-- Only a picture of ours is shown: no other file is read, and nothing fetched.
function Image(image)
  if not image.src:match('^figure%-%d+%.svg$') then return image.caption end
  -- Of an image the caption is the alternative text; that of the figure is told beside it.
  image.caption, image.title = { pandoc.Str(image.title) }, ''
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
