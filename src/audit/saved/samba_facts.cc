// smb.conf(5) of Samba 4.17: defaults and synonyms.
#include <algorithm>

#include <fmt/format.h>

#include "audit/saved/smb_facts.h"
#include "base/text.h"

namespace runseal::audit {
namespace {

const std::vector<std::pair<std::string, int>> versions{
    {"2.0.2", 202}, {"2.1", 210}, {"3.0", 300}, {"3.0.2", 302}, {"3.1.1", 311}};

int version_of(const std::string& protocol) {
  if (protocol == "smb2_02") return 202;
  if (protocol == "smb2" || protocol == "smb2_10") return 210;
  if (protocol == "smb2_22" || protocol == "smb2_24" || protocol == "smb3_00") return 300;
  if (protocol == "smb3_02") return 302;
  if (protocol == "smb3" || protocol == "smb3_10" || protocol == "smb3_11") return 311;
  return 100;  // NT1, LANMAN2 and older; a name that Samba does not know is taken for the worst
}

bool one_of(const std::string& value, std::initializer_list<const char*> words) {
  return std::ranges::find(words, value) != words.end();
}

bool yes(const std::string& value) { return one_of(value, {"yes", "true", "1", "on"}); }

class Samba {
 public:
  Samba(const SmbConf& conf, const base::Endpoint& connection) : conf_(conf) {
    const auto name = base::fold_case(connection.path.substr(0, connection.path.find('/')));
    if (const auto found = conf.shares.find(name); found != conf.shares.end()) share_ = &found->second;
    said_.evidence = share_ ? "share [" + name + "]\n" : "no section for the share \"" + name + "\"\n";
  }

  SavedFacts all() {
    if (conf_.includes) said_.failure = "the file includes others, which are not here: save what testparm -s prints";
    dialects();
    encryption();
    guests();
    return std::move(said_);
  }

 private:
  std::string value(const char* label, std::initializer_list<const char*> names, const char* fallback,
                    bool of_share = false) {
    const auto found = conf_.value(of_share ? share_ : nullptr, names);
    said_.evidence += fmt::format("{} = {}{}\n", label, found.value_or(fallback), found ? "" : " (default)");
    return found.value_or(fallback);
  }

  void dialects() {
    const auto least = version_of(value("server min protocol", {"serverminprotocol", "minprotocol"}, "smb2_02"));
    most_ = version_of(value("server max protocol", {"servermaxprotocol", "maxprotocol", "protocol"}, "smb3"));
    const auto signing = value("server signing", {"serversigning"}, "default");
    const auto role = value("server role", {"serverrole"}, "auto");
    const bool required = one_of(signing, {"mandatory", "required", "force", "forced", "enforced"}) ||
                          (signing == "default" && role == "active directory domain controller");
    auto names = Json::array();
    auto each = Json::object();
    for (const auto& [name, number] : versions) {
      if (number < least || number > most_) continue;
      names.push_back(name);
      each[name] = required;
    }
    smb1_ = least < 200;
    said_.facts["smb.smb1"] = smb1_;
    if (smb1_) said_.facts["smb.smb1.signing-required"] = required;
    said_.facts["smb.dialects"] = names;
    said_.facts["smb.signing-enabled"] = true;  // SMB 2 cannot be kept from it: "disabled" is taken for "auto"
    said_.facts["smb.signing-required"] = required && !names.empty();
    said_.facts["smb.signing-required-by-dialect"] = each;
    said_.facts["smb.preauth-integrity"] = most_ >= 311;
  }

  void encryption() {
    const std::initializer_list<const char*> names{"serversmbencrypt", "smbencrypt"};
    const auto everywhere = value("server smb encrypt", names, "default");
    const auto here = value("of the share: server smb encrypt", names, "default", true);
    const auto demands = [](const std::string& word) {
      return one_of(word, {"required", "mandatory", "force", "forced", "enforced"});
    };
    said_.facts["smb.encryption-capable"] =
        most_ >= 300 && !one_of(everywhere, {"off", "disabled", "no", "false", "0"});
    if (share_ == nullptr && !demands(everywhere)) return;  // a share of that name may ask for more
    said_.facts["smb.session.login"] = "accepted";
    said_.facts["smb.session.encrypted"] = "works";
    said_.facts["smb.session.unencrypted"] = demands(everywhere) || demands(here) ? "refused" : "served";
  }

  // With "Never" an unknown user is refused; nobody at all still becomes a guest, unless that is restricted too.
  void guests() {
    const bool maps = value("map to guest", {"maptoguest"}, "never") != "never";
    const bool nobody = value("restrict anonymous", {"restrictanonymous"}, "0") != "2";
    const bool share_takes = share_ && yes(value("of the share: guest ok", {"guestok", "public"}, "no", true));
    said_.facts["smb.guest-session"] = maps ? "accepted" : "refused";
    said_.facts["smb.anonymous-session"] = nobody ? "accepted" : "refused";
    if (share_) said_.facts["smb.null-or-guest-share"] = share_takes && (maps || nobody) ? "open" : "refused";
  }

  const SmbConf& conf_;
  const SmbConf::Section* share_ = nullptr;
  SavedFacts said_;
  int most_ = 0;
  bool smb1_ = false;
};

}  // namespace

SavedFacts facts_of_smb_conf(const SmbConf& conf, const base::Endpoint& connection) {
  return Samba(conf, connection).all();
}

}  // namespace runseal::audit
