// Runs on an S3 server. Objects cannot be renamed: a run arrives below <prefix>/.runseal-incoming/<id>/tree/, is copied
// by the server to <prefix>/<run>/ once it is verified, and .runseal/seal.json comes last. docs/manual/send-s3.md.
#pragma once

#include <memory>
#include <string>

#include "transfer/sinks/s3_address.h"
#include "transfer/sinks/sink.h"

namespace runseal::transfer {

[[nodiscard]] const SinkDescription& s3_description();

// Asks once, so that what is wrong with the address, the certificate or the credentials is said at once, and tries by a
// small object whether the server keeps to If-None-Match. Errors: as of S3Client, and not_found (no such bucket).
[[nodiscard]] Result<std::unique_ptr<Sink>> open_s3(const S3Options& options);

[[nodiscard]] SinkKind s3_kind();

}  // namespace runseal::transfer
