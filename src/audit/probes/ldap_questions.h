// The single questions of the LDAP probe.
#pragma once

#include <string>
#include <vector>

#include "audit/probes/ldap_answers.h"
#include "audit/talk.h"

namespace runseal::audit {

// Numbers the messages of one connection.
class LdapTalk {
 public:
  explicit LdapTalk(Talk& talk) : talk_(talk) {}

  boost::asio::awaitable<LdapAnswer> read(std::string label, std::string entry,
                                          std::vector<std::string_view> attributes);
  // The password reaches neither the label nor the observation.
  boost::asio::awaitable<LdapAnswer> bind(std::string label, std::string name, std::string password);
  boost::asio::awaitable<LdapAnswer> start_tls(std::string label);

 private:
  // To the end of the operation, past an entry and what else may come before it.
  boost::asio::awaitable<LdapAnswer> ask(std::string label, std::string question, Bytes message,
                                         proto::LdapMessage::Kind end);

  Talk& talk_;
  std::int32_t id_ = 0;
};

// The root DSE, the top entry of each naming context (those told, or else `known`), and a bind as nobody.
boost::asio::awaitable<LdapVisit> visit_ldap(Talk& talk, std::string label, std::vector<std::string> known);

}  // namespace runseal::audit
