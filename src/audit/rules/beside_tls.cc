#include "audit/rules/beside_tls.h"

#include "audit/rules/tls_axes.h"

namespace runseal::audit {

using model::Axis;
using model::Protection;

Axes tls_axes(const TlsFacts& facts) {
  return {tls_integrity(facts), tls_confidentiality(facts), tls_peer_authenticity(facts)};
}

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

Axis perhaps_absent(Axis axis, const std::string& reason) {
  if (axis.grade != Protection::absent) return {Protection::unknown, reason};
  return axis;
}

Axes perhaps_absent(Axes axes, const std::string& reason) {
  return {perhaps_absent(std::move(axes.integrity), reason), perhaps_absent(std::move(axes.confidentiality), reason),
          perhaps_absent(std::move(axes.peer_authenticity), reason)};
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
