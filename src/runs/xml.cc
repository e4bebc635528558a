#include "runs/xml.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <pugixml.hpp>

#include "base/text.h"
#include "runs/path_parts.h"

namespace runseal::runs {
namespace {

constexpr std::size_t max_text = 200;
// The DOCTYPE is looked for in order to be refused; pugixml never acts on one.
constexpr unsigned options = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol | pugi::parse_doctype;

bool named(const pugi::xml_node& node, std::string_view lower_name) {
  return node.type() == pugi::node_element && lower_ascii(node.name()) == lower_name;
}

std::string clean(std::string_view text) {
  text = base::trim(text);
  if (text.size() > max_text || !base::is_utf8(text)) return {};
  return base::printable(text, max_text) == text ? std::string(text) : std::string();
}

}  // namespace

Xml::Xml() : document_(std::make_unique<pugi::xml_document>()), root_(std::make_unique<pugi::xml_node>()) {}
Xml::Xml(Xml&&) noexcept = default;
Xml& Xml::operator=(Xml&&) noexcept = default;
Xml::~Xml() = default;

Result<Xml> Xml::parse(ByteView content, std::string_view root, const std::string& where) {
  if (content.size() > max_xml) return fail(ErrorCode::limit, fmt::format("larger than {} bytes", max_xml), where);
  Xml xml;
  const auto parsed = xml.document_->load_buffer(content.data(), content.size(), options);
  for (const auto& node : xml.document_->children())
    if (node.type() == pugi::node_doctype)
      return fail(ErrorCode::invalid, "it has a DOCTYPE, which no instrument writes", where,
                  "find out where this file came from");
  if (!parsed)
    return fail(ErrorCode::invalid, fmt::format("not XML: {} at byte {}", parsed.description(), parsed.offset), where,
                "it may still be on its way; if it stays like this, it was damaged");
  *xml.root_ = xml.document_->document_element();
  if (!named(*xml.root_, lower_ascii(root)))
    return fail(ErrorCode::invalid, fmt::format("its first element is not <{}>", root), where);
  return xml;
}

pugi::xml_node child(const pugi::xml_node& node, std::string_view name) {
  const auto lower = lower_ascii(name);
  for (const auto& candidate : node.children())
    if (named(candidate, lower)) return candidate;
  return {};
}

std::vector<pugi::xml_node> children(const pugi::xml_node& node, std::string_view name) {
  const auto lower = lower_ascii(name);
  std::vector<pugi::xml_node> found;
  for (const auto& candidate : node.children())
    if (named(candidate, lower)) found.push_back(candidate);
  return found;
}

std::string text_of(const pugi::xml_node& node) { return clean(node.child_value()); }
std::string attribute(const pugi::xml_node& node, const char* name) { return clean(node.attribute(name).value()); }

Result<std::optional<unsigned>> number(const std::string& text, unsigned low, unsigned high, const std::string& what,
                                       const std::string& where) {
  if (text.empty()) return std::optional<unsigned>();
  unsigned value = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc() || read.ptr != end || value < low || value > high)
    return fail(ErrorCode::invalid, fmt::format("{} is \"{}\", not a number from {} to {}", what, text, low, high),
                where);
  return std::optional(value);
}

}  // namespace runseal::runs
