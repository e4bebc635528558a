// The words of mails, in English or Latvian (locale/, [mail]).
#pragma once

#include <vector>

#include "base/mail_config.h"
#include "model/mail.h"

namespace runseal::service {

struct MailText {
  std::string subject;
  std::string text;
};
// One mail for all of `alerts`, oldest first; many are counted. `site`: of runseal.toml, may be empty.
Result<MailText> text_of(const std::vector<model::MailAlert>& alerts, const base::MailConfig& config,
                         const std::string& site);
Result<MailText> text_of_test(const base::MailConfig& config, const std::string& site);

}  // namespace runseal::service
