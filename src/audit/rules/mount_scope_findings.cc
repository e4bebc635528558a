// What is declared and what is mounted, and what a look at the mount does not reach.
#include <algorithm>

#include <fmt/format.h>

#include "audit/rules/clauses.h"
#include "audit/rules/harms.h"
#include "audit/rules/mount_axes.h"
#include "audit/rules/mount_findings.h"
#include "base/text.h"

namespace runseal::audit {
namespace {

using model::Protection;
using model::Severity;

int rank(Protection grade) { return grade == Protection::unknown ? 0 : static_cast<int>(grade); }

// By the options alone: what the server asks for beside them is the same before and after.
MountAxes by_options(const proto::Mount& mount) { return grade_mount(mount, MountUse{}); }

// The kernel prints of an SMB mount whether it insists on encryption, but not always whether on signing.
bool less_protected(const proto::Mount& one, const proto::Mount& than) {
  const auto a = by_options(one);
  const auto b = by_options(than);
  if (rank(a.confidentiality.grade) < rank(b.confidentiality.grade)) return true;
  return kind_of(than) == MountKind::nfs && rank(a.integrity.grade) < rank(b.integrity.grade);
}

bool any_declared(const MountFacts& facts, bool (*is)(const DeclaredMount&, const proto::Mount&)) {
  if (facts.mounted != true || !facts.mount || !may_travel(*facts.mount)) return false;
  return std::ranges::any_of(facts.declared, [&](const auto& one) { return is(one, *facts.mount); });
}

std::string declared_where(const MountFacts& facts) {
  std::vector<std::string> each;
  for (const auto& [file, mount] : facts.declared)
    each.push_back(fmt::format("{}: {} {} ({}).", file, base::printable(mount.type, 40),
                               base::printable(mount.source, 200),
                               base::printable(base::join(mount.options, ","), 200)));
  return base::join(each, " ");
}

MountRule password_in_options() {
  return {
      {"mount.password-in-options",
       Severity::high,
       "A password stands in the mount's options",
       "Whoever may read that file has the password of the share, and so have its backups. Move it into a file that "
       "only root can read (credentials=…), and change it.",
       harms::all,
       clauses::authenticity(),
       {},
       {"mount.passwords-in"}},
      [](const MountFacts& facts) { return !facts.passwords_in.empty(); },
      [](const MountFacts& facts) { return "Found in " + base::join(facts.passwords_in, ", ") + "."; }};
}

MountRule not_mounted() {
  return {
      {"mount.not-mounted",
       Severity::high,
       "The share is declared, but it is not mounted",
       "What is written to the folder now stays on this machine, and does not reach the storage. How it travels can "
       "be measured only while it is mounted.",
       {model::Harm::lost_results, model::Harm::delayed_results},
       {},
       {},
       {"mount.mounted", "mount.declared"}},
      [](const MountFacts& facts) { return facts.mounted == false && !facts.declared.empty(); },
      declared_where};
}

MountRule no_share() {
  return {
      {"mount.no-share",
       Severity::medium,
       "The folder is not on a share",
       "It lies on this machine, and no share is declared for it: either the address of this connection is wrong, or "
       "the share was taken away.",
       {},
       {},
       {},
       {"mount.mounted", "mount.type"}},
      [](const MountFacts& facts) { return facts.mounted == false && facts.declared.empty(); },
      [](const MountFacts& facts) {
        return facts.mount ? fmt::format("It lies in {} ({}).", base::printable(facts.mount->point, 200),
                                         base::printable(facts.mount->type, 40))
                           : std::string("Nothing is mounted there.");
      }};
}

MountRule declared_weaker() {
  return {{"mount.declared-weaker",
           Severity::high,
           "The next mount will be less protected than this one",
           "Somebody mounted it by hand, or changed the file since. After the next restart the declared options count.",
           harms::all,
           clauses::integrity(),
           {},
           {"mount.options", "mount.declared"}},
          [](const MountFacts& facts) {
            return any_declared(facts, [](const DeclaredMount& one, const proto::Mount& now) {
              return less_protected(one.mount, now);
            });
          },
          declared_where};
}

MountRule declared_not_in_effect() {
  return {{"mount.declared-not-in-effect",
           Severity::medium,
           "The declared protection is not in effect yet",
           "The mount was made with other options than the declared ones, which protect more. Unmount and mount it.",
           {},
           {},
           {},
           {"mount.options", "mount.declared"}},
          [](const MountFacts& facts) {
            return any_declared(facts, [](const DeclaredMount& one, const proto::Mount& now) {
              return less_protected(now, one.mount);
            });
          },
          declared_where};
}

MountRule kind_not_known() {
  return {
      {"mount.kind-not-known",
       Severity::medium,
       "How this mount travels is not known",
       "runseal does not know this kind of file system, or its address is not shown, and unknown is not safe. Measure "
       "the server that it leads to by that server's own address.",
       {},
       {},
       {},
       {"mount.type"}},
      [](const MountFacts& facts) {
        if (facts.mounted != true || !facts.mount) return false;
        return grade_mount(*facts.mount, facts.use).confidentiality.grade == Protection::unknown &&
               kind_of(*facts.mount) != MountKind::smb;
      }};
}

MountRule server_not_measured() {
  return {{"mount.server-not-measured",
           Severity::info,
           "What the server accepts from others was not measured",
           "The mount shows how this machine goes to the storage. What the server takes from other devices is another "
           "connection: measure it by the server's address.",
           {},
           {},
           {},
           {"mount.source"}},
          [](const MountFacts& facts) { return facts.mounted == true && facts.mount && may_travel(*facts.mount); }};
}

}  // namespace

std::vector<MountRule> mount_scope_rules() {
  return {password_in_options(),    not_mounted(),    no_share(),           declared_weaker(),
          declared_not_in_effect(), kind_not_known(), server_not_measured()};
}

}  // namespace runseal::audit
