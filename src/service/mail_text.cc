#include "service/mail_text.h"

#include <algorithm>

#include "base/text.h"
#include "notice/phrases.h"

namespace runseal::service {
namespace {

using model::MailAlert;

constexpr std::size_t most_told = 50;

// "connection-worse", or what the alert itself says where a kind has several
std::string phrase_of(const MailAlert& alert) {
  const auto own = alert.params.value("phrase", "");
  return own.empty() ? base::replaced(std::string(base::name_of(alert.kind)), "_", "-") : own;
}

Result<std::string> filled(const std::string& language, const std::string& key, const Json& params) {
  RUNSEAL_TRY(auto text, notice::phrase(language, "mail." + key));
  for (const auto& [name, value] : params.items())
    if (value.is_string()) text = base::replaced(text, "{" + name + "}", value.get<std::string>());
  return text;
}

std::string minute_of(const std::string& at) { return base::replaced(at.substr(0, 16), "T", " ") + " UTC"; }

Result<std::string> frame(const base::MailConfig& config, const std::string& body) {
  const auto& language = config.language;
  RUNSEAL_TRY(auto text, filled(language, "greeting", Json::object()));
  text += "\n\n" + body;
  if (!config.console.empty()) {
    RUNSEAL_TRY(const auto where, filled(language, "where", {{"console", config.console}}));
    text += "\n" + where + "\n";
  }
  RUNSEAL_TRY(const auto why, filled(language, "why", Json::object()));
  return text + "\n-- \n" + why + "\n";
}

std::string at_site(const std::string& subject, const std::string& site) {
  return "[runseal" + (site.empty() ? "" : " " + site) + "] " + subject;
}

}  // namespace

Result<MailText> text_of(const std::vector<MailAlert>& alerts, const base::MailConfig& config,
                         const std::string& site) {
  const auto& language = config.language;
  std::string body;
  std::string first;
  for (std::size_t i = 0; i < std::min(alerts.size(), most_told); ++i) {
    RUNSEAL_TRY(const auto line, filled(language, phrase_of(alerts[i]), alerts[i].params));
    RUNSEAL_TRY(const auto next, filled(language, phrase_of(alerts[i]) + "-next", alerts[i].params));
    if (i == 0) first = line;
    body += "* " + line + "\n  " + minute_of(alerts[i].at) + "\n  " + next + "\n\n";
  }
  if (alerts.size() > most_told) {
    RUNSEAL_TRY(const auto more, filled(language, "more", {{"count", std::to_string(alerts.size() - most_told)}}));
    body += more + "\n\n";
  }
  if (alerts.size() > 1) {
    RUNSEAL_TRY(first, filled(language, "several", {{"count", std::to_string(alerts.size())}, {"first", first}}));
  }
  RUNSEAL_TRY(const auto text, frame(config, body));
  return MailText{at_site(first, site), text};
}

Result<MailText> text_of_test(const base::MailConfig& config, const std::string& site) {
  RUNSEAL_TRY(const auto subject, filled(config.language, "test", Json::object()));
  RUNSEAL_TRY(const auto body, filled(config.language, "test-text", Json::object()));
  RUNSEAL_TRY(const auto text, frame(config, body + "\n"));
  return MailText{at_site(subject, site), text};
}

}  // namespace runseal::service
