-- What pandoc's Typst writer does not do by itself: alternative texts, which PDF/UA demands,
-- and requisites by kind, for which `official.typ` has a function.

local function quoted(text)
  return '"' .. text:gsub('\\', '\\\\'):gsub('"', '\\"') .. '"'
end

-- Only a picture of ours is shown: no other file is read, and nothing fetched.
local function is_ours(image)
  return image.src:match('^figure%-%d+%.svg$')
end

function Image(image)
  if not is_ours(image) then return image.caption end
  local call = '#image(%s, alt: %s)'
  local alt = image.attributes.alt or pandoc.utils.stringify(image.caption)
  return pandoc.RawInline('typst', call:format(quoted(image.src), quoted(alt)))
end

-- Typst reads a hyphen with a question mark as a place to break a word, and shows neither.
function Str(str)
  local parts, rest = pandoc.Inlines {}, str.text
  for before in rest:gmatch('(.-)%-%?') do
    parts:extend { pandoc.Str(before .. '-'), pandoc.RawInline('typst', '\\?') }
    rest = rest:sub(#before + 3)
  end
  if #parts > 0 then return parts .. { pandoc.Str(rest) } end
end

function Div(div)
  local classes = div.classes
  if #classes == 0 then return nil end
  -- In requisites a line of the text is a line of the document.
  local line = classes[1] == 'sides' and pandoc.RawInline('typst', '#h(1fr)') or pandoc.LineBreak()
  local lines = div:walk { SoftBreak = function() return line end }
  local call = '#requisite(%s)['
  return {
    pandoc.RawBlock('typst', call:format(quoted(classes[#classes]))),
    lines,
    pandoc.RawBlock('typst', ']'),
  }
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
