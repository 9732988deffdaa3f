-- What pandoc's Typst writer does not do by itself: alternative texts, which PDF/UA demands,
-- and requisites by kind, for which `official.typ` has a function.

local function quoted(text)
  return '"' .. text:gsub('\\', '\\\\'):gsub('"', '\\"') .. '"'
end

function Image(image)
  local call = '#image(%s, alt: %s)'
  local alt = image.attributes.alt or pandoc.utils.stringify(image.caption)
  return pandoc.RawInline('typst', call:format(quoted(image.src), quoted(alt)))
end

-- Typst reads a hyphen with a question mark as a place to break a word, and shows neither.
function Str(str)
  if not str.text:find('-?', 1, true) then return nil end
  local parts, rest = pandoc.Inlines {}, str.text
  for before in rest:gmatch('(.-)%-%?') do
    parts:extend { pandoc.Str(before .. '-'), pandoc.RawInline('typst', '\\?') }
    rest = rest:sub(#before + 3)
  end
  return parts .. { pandoc.Str(rest) }
end

-- A reference to a source is a link where the document lists the source.
function Link(link)
  local source = link.target:match('^#(source%d+)$')
  if not source then return nil end
  local text = '[' .. '\\[' .. link.target:match('%d+') .. '\\]' .. ']'
  local call = '#context if query(<%s>).len() == 1 { link(<%s>)%s } else %s;'
  return pandoc.RawInline('typst', call:format(source, source, text, text))
end

function Span(span)
  if span.classes:includes('gap') then return pandoc.RawInline('typst', '#h(1fr)') end
end

function Div(div)
  if div.identifier:match('^source%d+$') then
    local set = '#[#set text(size: 10pt); #set par(justify: false, first-line-indent: 0pt)'
    return { pandoc.RawBlock('typst', set), div, pandoc.RawBlock('typst', ']') }
  end
  if #div.classes == 0 then return nil end
  local call = '#requisite(%s)['
  return {
    pandoc.RawBlock('typst', call:format(quoted(div.classes[#div.classes]))),
    div,
    pandoc.RawBlock('typst', ']'),
  }
end

-- The rows of a foot stay together, on the page of its end: no row is left alone there.
local LAST = 3

function Table(table)
  local rows, foot = table.bodies[1].body, table.foot.rows
  for place = #rows, math.max(#rows - LAST + 1, 1), -1 do
    foot:insert(1, rows:remove(place))
  end
  table.foot.rows = foot
  return table
end
