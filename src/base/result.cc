#include "base/result.h"

namespace runseal {

std::string Error::describe() const {
  std::string text = where.empty() ? what : where + ": " + what;
  if (!next.empty()) text += "\n  next: " + next;
  return text;
}

}  // namespace runseal
