#include "audit/rules/ftp.h"
#include "audit/rules/http.h"
#include "audit/rules/iscsi.h"
#include "audit/rules/ldap.h"
#include "audit/rules/mount.h"
#include "audit/rules/nfs.h"
#include "audit/rules/rsync.h"
#include "audit/rules/rule_set.h"
#include "audit/rules/smb.h"
#include "audit/rules/ssh.h"

namespace runseal::audit {

const std::vector<RuleSet>& rule_sets() {
  static const std::vector<RuleSet> sets{
      ftp_rule_set(),    //
      http_rule_set(),   //
      https_rule_set(),  //
      iscsi_rule_set(),  //
      ldap_rule_set(),   //
      mount_rule_set(),  //
      nfs_rule_set(),    //
      rsync_rule_set(),  //
      smb_rule_set(),    //
      ssh_rule_set(),    //
  };
  return sets;
}

}  // namespace runseal::audit
