// Small XML files that an instrument wrote, or somebody who wants us to think so. UTF-8, UTF-16 and UTF-32, with or
// without a byte order mark. A DOCTYPE is refused, so no entity is ever defined or expanded, and nothing is fetched.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace pugi {
class xml_document;
class xml_node;
}  // namespace pugi

namespace runseal::runs {

inline constexpr std::size_t max_xml = 4U << 20U;  // the largest RunInfo.xml known, with a list of tiles, has 0.1 MiB

class Xml {
 public:
  // Errors: limit (over max_xml), invalid (with the byte where it stops being XML; or another root than `root`).
  // Names of elements are compared without case: instruments write RunID, RunId, RTAVersion, RtaVersion.
  [[nodiscard]] static Result<Xml> parse(ByteView content, std::string_view root, const std::string& where);

  [[nodiscard]] const pugi::xml_node& root() const { return *root_; }

  Xml(Xml&&) noexcept;
  Xml& operator=(Xml&&) noexcept;
  ~Xml();

 private:
  Xml();
  std::unique_ptr<pugi::xml_document> document_;
  std::unique_ptr<pugi::xml_node> root_;
};

[[nodiscard]] pugi::xml_node child(const pugi::xml_node& node, std::string_view name);  // the first; may be empty
[[nodiscard]] std::vector<pugi::xml_node> children(const pugi::xml_node& node, std::string_view name);

// Text fit to be shown and stored: trimmed, UTF-8, at most 200 bytes, no control characters. Empty: there is none, or
// it is not like that.
[[nodiscard]] std::string text_of(const pugi::xml_node& node);
[[nodiscard]] std::string attribute(const pugi::xml_node& node, const char* name);

// A whole number from low to high; nothing when the text is empty. Errors: invalid.
[[nodiscard]] Result<std::optional<unsigned>> number(const std::string& text, unsigned low, unsigned high,
                                                     const std::string& what, const std::string& where);

}  // namespace runseal::runs
