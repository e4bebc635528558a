// Which runs are known, a page at a time.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/records.h"

namespace runseal::store {

struct RunList {
  std::string search;                             // a part of the name, in any case of ASCII letters; empty: all
  std::string last_kind;                          // of its last event; empty: any
  std::optional<std::vector<std::string>> among;  // these runs only
  std::vector<std::string> but;                   // not these
  bool by_name = false;                           // else by when something was recorded of it last
  bool descending = false;
  std::size_t offset = 0;
  std::size_t limit = 100;
};

Result<std::vector<std::string>> runs_listed(Database&, const RunList&);  // names
Result<std::uint64_t> runs_counted(Database&, const RunList& = {});       // whatever part of them is asked for
// Those of which a check ever found something wrong.
Result<std::vector<std::string>> runs_once_failed(Database&);

}  // namespace runseal::store
