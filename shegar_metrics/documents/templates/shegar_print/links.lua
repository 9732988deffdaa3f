-- Links within the document, for Typst: to the places there are; of others the text is left.
-- What leads to a division is a link of pandoc.

local function label(place)
  return 'label("' .. place:gsub('[\\"]', '\\%0') .. '")'
end

local places, divisions = {}, {}

return {
  {
    Div = function(div)
      divisions[div.identifier] = true
    end,
    Span = function(span)
      if span.identifier == '' then return nil end
      places[span.identifier] = true
      return pandoc.RawInline('typst', '#[#metadata(none)#' .. label(span.identifier) .. ']')
    end,
  },
  {
    Link = function(link)
      local place = link.target:match('^#(.+)$')
      if divisions[place] then return nil end
      if not places[place] then return link.content end
      local text = link.content
      text:insert(1, pandoc.RawInline('typst', '#link(' .. label(place) .. ')['))
      text:insert(pandoc.RawInline('typst', ']'))
      return text
    end,
  },
}
