#include "capture/dissector.h"
#include "capture/dissectors/ftp.h"
#include "capture/dissectors/http.h"
#include "capture/dissectors/nfs.h"
#include "capture/dissectors/tls.h"

namespace runseal::capture {

const std::vector<DissectorKind>& all_dissectors() {
  static const std::vector<DissectorKind> kinds = {
      // one a line, in the order in which they are asked
      ftp_kind(),  // before TLS, which it may begin with on a port of its own
      tls_kind(),
      nfs_kind(),
      nfs_udp_kind(),
      ftp_data_kind(),
      http_kind(),
  };
  return kinds;
}

}  // namespace runseal::capture
