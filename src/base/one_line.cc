#include "base/one_line.h"

namespace runseal::base {

std::string one_line(const Error& error) {
  auto text = error.where.empty() ? error.what : error.where + ": " + error.what;
  return error.next.empty() ? text : text + " (" + error.next + ")";
}

}  // namespace runseal::base
