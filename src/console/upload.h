// Bodies that are too long for memory: which requests bring one, and where it goes.
#pragma once

#include "console/route.h"

namespace runseal::console {

// Takes a body piece by piece, by one thread at a time, which may wait. What it took is gone with it unless it is kept.
class Upload {
 public:
  virtual ~Upload() = default;
  // Errors: limit (too much, no room), io.
  virtual Result<> take(std::string_view piece) = 0;
};

// Beside a row of the routes, which says who may; its own handler answers where no body came. Blocking is allowed.
struct Uploading {
  Method method = Method::post;
  std::string pattern;
  // Makes place before any of it is read: `header("content-length")` says how long it is, where that is known.
  Result<std::unique_ptr<Upload>> (*begin)(Console& console, const Request& request, const service::Caller& caller);
  Result<Answer> (*answer)(Console& console, const Request& request, const service::Caller& caller, Upload& whole);
};

// Every one. The limit of most_body does not count for them.
[[nodiscard]] const std::vector<Uploading>& all_uploads();

}  // namespace runseal::console
