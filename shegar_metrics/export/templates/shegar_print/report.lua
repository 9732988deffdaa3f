-- Pandoc's Typst writer drops the alternative text of an image, which PDF/UA demands.
local function quoted(text)
  return '"' .. text:gsub('\\', '\\\\'):gsub('"', '\\"') .. '"'
end

function Image(image)
  local call = '#image(%s, alt: %s)'
  local alt = image.attributes.alt or pandoc.utils.stringify(image.caption)
  return pandoc.RawInline('typst', call:format(quoted(image.src), quoted(alt)))
end
