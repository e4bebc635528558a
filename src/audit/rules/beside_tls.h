// For protocols that begin in clear and can be raised to TLS: what is served in clear beside it takes from its grades.
#pragma once

#include <string>

#include "audit/rules/tls_facts.h"
#include "model/audit.h"

namespace runseal::audit {

struct Axes {
  model::Axis integrity;
  model::Axis confidentiality;
  model::Axis peer_authenticity;
};

// What TLS is worth when everything goes through it.
[[nodiscard]] Axes tls_axes(const TlsFacts& facts);
// The same reason for all three.
[[nodiscard]] Axes alike(model::Protection grade, const std::string& reason);
// No better than optional, for this reason.
[[nodiscard]] model::Axis at_most_optional(model::Axis axis, const std::string& reason);
[[nodiscard]] Axes at_most_optional(Axes axes, const std::string& reason);
// Unknown for this reason, where it might as well be absent; what is shown to be absent is that all the same.
[[nodiscard]] model::Axis perhaps_absent(model::Axis axis, const std::string& reason);
[[nodiscard]] Axes perhaps_absent(Axes axes, const std::string& reason);
// Unknown for this reason, where it might as well be optional; what is shown to be weak is that all the same.
[[nodiscard]] model::Axis not_shown(model::Axis axis, const std::string& reason);
[[nodiscard]] Axes not_shown(Axes axes, const std::string& reason);

}  // namespace runseal::audit
