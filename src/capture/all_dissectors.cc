#include "capture/dissector.h"
#include "capture/dissectors/ftp.h"
#include "capture/dissectors/http.h"
#include "capture/dissectors/ipsec.h"
#include "capture/dissectors/nfs.h"
#include "capture/dissectors/quic.h"
#include "capture/dissectors/smb.h"
#include "capture/dissectors/ssh.h"
#include "capture/dissectors/tls.h"
#include "capture/dissectors/wireguard.h"

namespace runseal::capture {

const std::vector<DissectorKind>& all_dissectors() {
  static const std::vector<DissectorKind> kinds = {
      // one a line, in the order in which they are asked
      // clang-format off
      ftp_kind(),  // before TLS, which it may begin with on a port of its own
      tls_kind(),
      ssh_kind(),
      smb_kind(),
      nfs_kind(),
      nfs_udp_kind(),
      ftp_data_kind(),
      http_kind(),
      quic_kind(),
      wireguard_kind(),
      ike_kind(),
      esp_kind(),
      ah_kind(),
      // clang-format on
  };
  return kinds;
}

}  // namespace runseal::capture
