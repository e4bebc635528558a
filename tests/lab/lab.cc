#include "lab/lab.h"

#include <iterator>

namespace runseal::lab {

std::ostream& operator<<(std::ostream& out, const Grades& grades) {
  return out << base::name_of(grades.integrity) << ", " << base::name_of(grades.confidentiality) << ", "
             << base::name_of(grades.peer_authenticity);
}

Grades grades_of(const model::Assessment& assessment) {
  return {assessment.integrity.grade, assessment.confidentiality.grade, assessment.peer_authenticity.grade};
}

void PrintTo(const Entry& entry, std::ostream* out) { *out << entry.name; }

std::vector<Entry> all_entries() {
  std::vector<Entry> all;
  constexpr std::vector<Entry> (*each[])(){
      ftp_lab,    //
      http_lab,   //
      iscsi_lab,  //
      ldap_lab,   //
      nfs_lab,    //
      rsync_lab,  //
      smb_lab,    //
      ssh_lab,    //
  };
  for (auto* entries : each) std::ranges::move(entries(), std::back_inserter(all));
  return all;
}

}  // namespace runseal::lab
