// exports(5), and what `exportfs -v` prints. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace runseal::audit {

struct ExportClient {
  std::string who;  // "*", "10.0.0.0/8", "@group", "host"
  std::vector<std::string> options;

  [[nodiscard]] std::vector<std::string> list(std::string_view name) const;  // of name=a:b:c; empty: not there
  [[nodiscard]] bool has(std::string_view option) const;
  [[nodiscard]] bool is_everybody() const;
};

struct Export {
  std::string path;
  std::vector<ExportClient> clients;
};

// At most 10,000; lines that do not begin with a path are passed over.
[[nodiscard]] std::vector<Export> parse_exports(std::string_view text);

}  // namespace runseal::audit
