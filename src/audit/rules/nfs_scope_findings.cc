// What a measurement of an NFS server does not reach.
#include "audit/rules/nfs_findings.h"

namespace runseal::audit {
namespace {

using model::Severity;

NfsRule scope(const char* id, Severity severity, const char* title, const char* explanation,
              std::vector<std::string> facts, bool (*applies)(const NfsFacts&)) {
  return {{id, severity, title, explanation, {}, {}, {}, std::move(facts)}, applies};
}

bool refused(const NfsFacts& facts) { return facts.v3_mount == "refused" || facts.v4_export == "refused"; }

bool not_found(const NfsFacts& facts) {
  const bool v4 = !facts.v4.served || facts.v4_export == "not-found";
  const bool v3 = !facts.v3.served || facts.v3_mount == "not-found";
  return facts.names_export && facts.versions && v3 && v4;
}

}  // namespace

std::vector<NfsRule> nfs_scope_rules() {
  return {
      scope("nfs.not-let-in", Severity::medium, "The export does not let this machine in",
            "It serves other machines only, or only ports below 1024, which take root. What it asks of those was not "
            "seen in full: measure as root, from the network of the devices.",
            {"nfs.v3.mount", "nfs.v4.export"}, refused),
      scope("nfs.export-not-found", Severity::medium, "The server shows no such export",
            "The path of the address was not found in any version. In NFS 4 an export may have another path than in "
            "NFS 3: take the one that the devices mount. Some servers (NFS-Ganesha for one) also hide an export from "
            "machines that it does not let in, and from ports above 1023.",
            {"nfs.v3.mount", "nfs.v4.export"}, not_found),
      scope("nfs.version-3-not-seen", Severity::medium, "NFS 3 is served, and what it asks for was not seen",
            "The MOUNT service, which tells it, was not reached or does not know this path. The same files may be "
            "served in NFS 3 with less protection. Turn NFS 3 off, or measure again where MOUNT can be reached.",
            {"nfs.versions", "nfs.v3.flavours"},
            [](const NfsFacts& facts) {
              return facts.names_export && facts.v3.served && !facts.v3.flavours && !facts.v3_elsewhere &&
                     !refused(facts) && !not_found(facts);
            }),
      scope("nfs.tls-certificate-not-measured", Severity::info, "No certificate of the server was seen",
            "Whether its TLS proves the server depends on it, and on what the devices check of it.", {"nfs.tls"},
            [](const NfsFacts& facts) { return facts.tls == std::optional(true) && !facts.tls_seen.certificates; }),
      scope("nfs.client-not-measured", Severity::info, "The device's own end is not measured by asking the server",
            "The server decides what reaches the storage; what it asks for may differ from client to client, and was "
            "measured for this machine. That the device takes no less than Kerberos with encryption "
            "is a setting of the device: its mount should name it (sec=krb5p), so that nobody on the way can talk it "
            "down.",
            {}, [](const NfsFacts&) { return true; })};
}

}  // namespace runseal::audit
