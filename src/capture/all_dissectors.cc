#include "capture/dissector.h"
#include "capture/dissectors/ftp.h"
#include "capture/dissectors/http.h"
#include "capture/dissectors/ipsec.h"
#include "capture/dissectors/iscsi.h"
#include "capture/dissectors/kerberos.h"
#include "capture/dissectors/ldap.h"
#include "capture/dissectors/nfs.h"
#include "capture/dissectors/quic.h"
#include "capture/dissectors/rsync.h"
#include "capture/dissectors/smb.h"
#include "capture/dissectors/ssh.h"
#include "capture/dissectors/tls.h"
#include "capture/dissectors/wireguard.h"

namespace runseal::capture {

const std::vector<DissectorKind>& all_dissectors() {
  static const std::vector<DissectorKind> kinds = {
      // in the order in which they are asked
      smb_kind(),           //
      ftp_kind(),           // before TLS, which it may begin with on a port of its own
      ftp_data_kind(),      //
      tls_kind(),           //
      nfs_kind(),           //
      nfs_udp_kind(),       //
      http_kind(),          //
      rsync_kind(),         //
      iscsi_kind(),         //
      ldap_kind(),          //
      kerberos_kind(),      //
      kerberos_udp_kind(),  //
      ssh_kind(),           //
      quic_kind(),          //
      wireguard_kind(),     //
      ike_kind(),           //
      esp_kind(),           //
      ah_kind(),            //
  };
  return kinds;
}

}  // namespace runseal::capture
