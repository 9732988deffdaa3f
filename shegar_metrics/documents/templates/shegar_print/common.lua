-- What DOCX and Typst ask for alike, before the filter of each.

-- Only a picture of ours is shown: no other file is read, and nothing fetched.
function Image(image)
  if not image.src:match('^figure%-%d+%.svg$') then return image.caption end
end

-- In requisites a line of the text is a line of the document; at the sides of one line stand the
-- two texts that a gap is between.
function Div(div)
  if #div.classes == 0 then return nil end
  local gap = pandoc.Span({}, pandoc.Attr('', { 'gap' }))
  local line = div.classes[1] == 'sides' and gap or pandoc.LineBreak()
  return div:walk { SoftBreak = function() return line end }
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
