// HTTP/1 with WebDAV and S3 in it (RFC 9110, RFC 9112, RFC 4918): methods, hosts, targets and sizes of what crossed in
// clear. Credentials are seen to be there, and never kept; neither are queries, which may hold some.
#pragma once

#include "capture/dissector.h"

namespace runseal::capture {

[[nodiscard]] DissectorKind http_kind();

}  // namespace runseal::capture
