// Captures that were read and whose report is kept: flows and files as lists, and in captures/ID/ of the data directory
// the packets that findings rest on (proof.pcapng) and, where somebody asked for it, the capture itself (capture).
#pragma once

#include "service/captures.h"
#include "store/captures.h"

namespace runseal::service {

[[nodiscard]] base::Path capture_folder(const base::Path& data_folder, const std::string& id);

// For the change that tells of the capture.
[[nodiscard]] std::function<Result<>(store::Database&, const std::string& entry_id)> saving(const Workspace& workspace,
                                                                                            const KeepCapture& keep,
                                                                                            const Captured& captured);

// Errors of all: not_found (no such capture).
Result<store::Kept<store::CaptureRecord>> capture_named(Workspace& workspace, const std::string& id);
// As service::capture_document. In memory as a whole, as for the command line.
Result<Json> kept_document(Workspace& workspace, const std::string& id);
// Everything that was kept of it goes; its evidence, and what was observed of connections, stays. The entry's number.
// Errors also: invalid (no reason).
Result<std::uint64_t> forget_capture(Workspace& workspace, const std::string& id);

}  // namespace runseal::service
