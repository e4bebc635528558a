#include "audit/rules/clauses.h"

namespace runseal::audit::clauses {

std::vector<model::Clause> integrity() {
  return {{"45 CFR (HIPAA)", "164.312(e)(2)(i)", "Integrity controls in transmission"},
          {"IEC 62443-4-2", "CR 3.1 RE(1)", "Communication authentication"},
          {"IEC 62443-4-2", "CR 3.8", "Session integrity"},
          {"CWE", "CWE-353", "Missing Support for Integrity Check"}};
}

std::vector<model::Clause> confidentiality() {
  return {{"NIST SP 800-171r2", "3.13.8", "Cryptography against disclosure during transmission"},
          {"45 CFR (HIPAA)", "164.312(e)(1)", "Transmission security"},
          {"IEC 62443-4-2", "CR 4.1", "Information confidentiality"},
          {"CWE", "CWE-319", "Cleartext Transmission of Sensitive Information"}};
}

std::vector<model::Clause> authenticity() {
  return {{"45 CFR (HIPAA)", "164.312(e)(1)", "Transmission security"},
          {"IEC 62443-4-2", "CR 3.1 RE(1)", "Communication authentication"},
          {"IEC 62443-4-2", "CR 3.8", "Session integrity"}};
}

model::Clause ms_smb2(const char* section, const char* title) { return {"MS-SMB2", section, title}; }

}  // namespace runseal::audit::clauses
