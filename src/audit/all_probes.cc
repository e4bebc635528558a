#include "audit/all_probes.h"

#include "audit/probes/ftp.h"
#include "audit/probes/http.h"
#include "audit/probes/iscsi.h"
#include "audit/probes/ldap.h"
#include "audit/probes/mount.h"
#include "audit/probes/nfs.h"
#include "audit/probes/rsync.h"
#include "audit/probes/smb.h"
#include "audit/probes/ssh.h"

namespace runseal::audit {

std::vector<std::unique_ptr<Probe>> all_probes(const ProbeSettings& settings) {
  std::vector<std::unique_ptr<Probe>> probes;
  probes.push_back(ftp_probe(settings));
  probes.push_back(ftps_probe(settings));
  probes.push_back(http_probe());
  probes.push_back(https_probe(settings));
  probes.push_back(iscsi_probe());
  probes.push_back(ldap_probe(settings));
  probes.push_back(ldaps_probe(settings));
  probes.push_back(mount_probe());
  probes.push_back(nfs_probe(settings));
  probes.push_back(rsync_probe());
  probes.push_back(rsyncs_probe(settings));
  probes.push_back(smb_probe());
  probes.push_back(ssh_probe());
  return probes;
}

}  // namespace runseal::audit
