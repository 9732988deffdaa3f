-- Links within the document, for Typst: to the places there are; of others the text is left.

local function label(place)
  return 'label("' .. place:gsub('[\\"]', '\\%0') .. '")'
end

local places = {}

return {
  {
    Span = function(span)
      if span.identifier == '' then return nil end
      places[span.identifier] = true
      return pandoc.RawInline('typst', '#[#metadata(none)#' .. label(span.identifier) .. ']')
    end,
  },
  {
    Link = function(link)
      local place = link.target:match('^#(.+)$')
      if not places[place] then return link.content end
      local text = link.content
      text:insert(1, pandoc.RawInline('typst', '#link(' .. label(place) .. ')['))
      text:insert(pandoc.RawInline('typst', ']'))
      return text
    end,
  },
}
