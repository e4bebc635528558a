// What was on the wire, read from a capture: it shows what was done, not what would be accepted. It may make a grade
// worse, never better than what was measured by asking.
#pragma once

#include <string>
#include <vector>

#include "model/audit.h"

namespace runseal::audit {

inline constexpr const char* captured_method = "capture";

// The facts of such an observation. A grade is an object: grade, reason.
namespace captured {
inline constexpr const char* integrity = "capture.integrity";
inline constexpr const char* confidentiality = "capture.confidentiality";
inline constexpr const char* peer_authenticity = "capture.peer-authenticity";
inline constexpr const char* until = "capture.until";  // RFC 3339: the last packet
inline constexpr const char* files = "capture.files";  // of the capture: names, sizes, SHA-256
inline constexpr const char* clients = "capture.clients";
inline constexpr const char* flows = "capture.flows";
inline constexpr const char* readable_files = "capture.readable-files";  // how many crossed the network readable
inline constexpr const char* readable_bytes = "capture.readable-bytes";
inline constexpr const char* signs = "capture.signs";  // of interference: sentences
inline constexpr const char* bytes_not_seen = "capture.bytes-not-seen";
}  // namespace captured

// Sets the axes and adds the findings of an observation whose method is captured_method.
void judge_captured(model::Assessment& into, const model::Observation& observation);
[[nodiscard]] std::vector<std::string> captured_finding_ids();

}  // namespace runseal::audit
