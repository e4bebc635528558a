// Lists that are short enough to be held whole: searched, sorted and cut as the request asks.
#pragma once

#include <string>
#include <vector>

#include "console/exchange.h"

namespace runseal::console {

// `sortable`: fields of the items that ?sort= may name; the first is the one when none is named. ?search= looks into
// them. Errors: usage.
[[nodiscard]] Result<Answer> listed(const Request& request, std::vector<Json> items,
                                    const std::vector<std::string>& sortable, bool newest_first = false);

struct Part {
  std::size_t offset = 0;
  std::size_t limit = 100;
};
// ?offset=&limit= (at most 500). Errors: usage.
[[nodiscard]] Result<Part> part_asked(const Request& request);

}  // namespace runseal::console
