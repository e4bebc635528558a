#include "audit/rules/beside_tls.h"

namespace runseal::audit {

using model::Axis;
using model::Protection;

Axes alike(Protection grade, const std::string& reason) {
  const Axis axis{grade, reason};
  return {axis, axis, axis};
}

Axis at_most_optional(Axis axis, const std::string& reason) {
  if (axis.grade == Protection::protected_) return {Protection::optional, reason};
  return axis;
}

Axes at_most_optional(Axes axes, const std::string& reason) {
  return {at_most_optional(std::move(axes.integrity), reason),
          at_most_optional(std::move(axes.confidentiality), reason),
          at_most_optional(std::move(axes.peer_authenticity), reason)};
}

Axis not_shown(Axis axis, const std::string& reason) {
  if (axis.grade == Protection::protected_) return {Protection::unknown, reason};
  return axis;
}

Axes not_shown(Axes axes, const std::string& reason) {
  return {not_shown(std::move(axes.integrity), reason), not_shown(std::move(axes.confidentiality), reason),
          not_shown(std::move(axes.peer_authenticity), reason)};
}

}  // namespace runseal::audit
