// Get-SmbServerConfiguration, Get-SmbShare and Get-SmbConnection (module SmbShare of Windows).
#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "audit/rules/mount_facts.h"
#include "audit/saved/smb_facts.h"
#include "base/text.h"
#include "proto/cifs_debug.h"

namespace runseal::audit {
namespace {

std::optional<bool> truth(const Record& record, const char* name) {
  const auto found = record.find(name);
  if (found == record.end()) return {};
  const auto value = base::fold_case(found->second);
  if (value == "true" || value == "1") return true;
  return value == "false" || value == "0" ? std::optional(false) : std::nullopt;
}

std::string text(const Record& record, const char* name) {
  const auto found = record.find(name);
  return found == record.end() ? std::string() : found->second;
}

constexpr std::pair<const char*, int> dialect_numbers[] = {
    {"2.0.2", 0x202}, {"2.1", 0x210}, {"3.0", 0x300}, {"3.0.2", 0x302}, {"3.1.1", 0x311}};

class Windows {
 public:
  Windows(const Record& server, const std::vector<Record>& shares, const base::Endpoint& connection) : server_(server) {
    const auto name = base::fold_case(connection.path.substr(0, connection.path.find('/')));
    for (const auto& share : shares)
      if (base::fold_case(text(share, "name")) == name) share_ = &share;
  }

  SavedFacts all() {
    dialects();
    signing();
    encryption();
    if (server_.empty())
      said_.failure = "only the share was saved: save what Get-SmbServerConfiguration prints as well";
    return std::move(said_);
  }

 private:
  std::optional<bool> setting(const char* name, const Record& record) {
    const auto value = truth(record, base::fold_case(name).c_str());
    if (value) said_.evidence += fmt::format("{} = {}\n", name, *value);
    return value;
  }

  // Before Windows Server 2025 no limit can be set. What the newest is, is told by what the server can be asked:
  // EncryptionCiphers came with Server 2022, which speaks 3.1.1.
  void dialects() {
    if (const auto smb1 = setting("EnableSMB1Protocol", server_)) said_.facts["smb.smb1"] = *smb1;
    const auto smb2 = setting("EnableSMB2Protocol", server_);
    if (!smb2) return;
    const auto least = limit("Smb2DialectMin").value_or(0);
    const auto most = limit("Smb2DialectMax").value_or(0);
    const bool knows_311 = server_.contains("encryptionciphers") || server_.contains("smb2dialectmax");
    auto names = Json::array();
    for (const auto& [name, number] : dialect_numbers) {
      const bool within = number >= least && (most == 0 || number <= most);
      if (*smb2 && within && (number < 0x311 || knows_311)) names.push_back(name);
    }
    said_.facts["smb.dialects"] = names;
    if (knows_311) said_.facts["smb.preauth-integrity"] = std::ranges::find(names, "3.1.1") != names.end();
  }

  // "SMB311", or as JSON has it, the number 785; "None" and 0: no limit
  std::optional<int> limit(const char* name) {
    auto word = base::fold_case(text(server_, base::fold_case(name).c_str()));
    if (word.empty()) return {};
    said_.evidence += fmt::format("{} = {}\n", name, base::printable(word, 40));
    const bool hex = word.starts_with("smb");
    if (hex) word.erase(0, 3);
    int number = 0;
    (void)std::from_chars(word.data(), word.data() + word.size(), number, hex ? 16 : 10);
    return number;
  }

  void signing() {
    const auto required = setting("RequireSecuritySignature", server_);
    if (!required) return;
    said_.facts["smb.signing-enabled"] = true;  // EnableSecuritySignature is about SMB 1 alone
    said_.facts["smb.signing-required"] = *required;
    if (said_.facts.contains("smb.smb1") && said_.facts["smb.smb1"] == true)
      said_.facts["smb.smb1.signing-required"] = *required;
    if (!said_.facts.contains("smb.dialects")) return;
    auto each = Json::object();
    for (const auto& name : said_.facts["smb.dialects"]) each[name.get<std::string>()] = *required;
    said_.facts["smb.signing-required-by-dialect"] = each;
  }

  void encryption() {
    const auto everywhere = setting("EncryptData", server_);
    const auto rejects = setting("RejectUnencryptedAccess", server_);
    const auto here = share_ ? truth(*share_, "encryptdata") : std::nullopt;
    if (here) said_.evidence += fmt::format("of the share: EncryptData = {}\n", *here);
    if (here) said_.facts["smb.share-encrypt-flag"] = *here;
    if (everywhere || here) said_.facts["smb.encryption-capable"] = true;
    const bool encrypts = everywhere == true || here == true;
    if (!rejects || !everywhere || (!encrypts && !here)) return;  // a share of that name may ask for more
    said_.facts["smb.session.login"] = "accepted";
    said_.facts["smb.session.encrypted"] = "works";
    said_.facts["smb.session.unencrypted"] = encrypts && *rejects ? "refused" : "served";
  }

  const Record& server_;
  const Record* share_ = nullptr;
  SavedFacts said_;
};

}  // namespace

SavedFacts facts_of_windows(const Record& server, const std::vector<Record>& shares, const base::Endpoint& connection) {
  return Windows(server, shares, connection).all();
}

SavedFacts facts_of_smb_connection(const std::vector<Record>& connections, const base::Endpoint& connection) {
  SavedFacts said;
  const auto wanted = proto::share_of("//" + connection.host + "/" + connection.path);
  const Record* found = nullptr;
  for (const auto& one : connections)
    if (proto::share_of("//" + text(one, "servername") + "/" + text(one, "sharename")) == wanted) found = &one;
  if (found == nullptr) {
    said.failure = "no open connection to " + wanted + " is listed: open a file there, then save it again";
    return said;
  }
  MountUse use{true, text(*found, "dialect"), truth(*found, "signed"), truth(*found, "encrypted").value_or(false),
               false};
  if (!found->contains("encrypted") || !found->contains("signed"))
    said.failure =
        "it does not say whether the connection is signed and encrypted: save Get-SmbConnection | Select-Object *";
  const auto user = base::fold_case(text(*found, "username"));
  use.guest = user.ends_with("\\guest") || user == "guest";
  said.facts = {{"mount.mounted", true},
                {"mount.point", wanted},
                {"mount.type", windows_share},
                {"mount.source", wanted},
                {"mount.options", {"vers=" + use.dialect}},
                {"mount.used", as_fact(use)}};
  said.evidence = fmt::format("{}: dialect {}, signed {}, encrypted {}\n", wanted, use.dialect, text(*found, "signed"),
                              text(*found, "encrypted"));
  return said;
}

}  // namespace runseal::audit
