#include "store/ends.h"

#include "store/rows.h"

namespace runseal::store {

Result<std::vector<model::CaseException>> exceptions_ending(Database& database, const std::string& from,
                                                            const std::string& to) {
  return rows::bodies<model::CaseException>(
      database,
      "SELECT body FROM exception WHERE id IN (SELECT MAX(id) FROM exception GROUP BY notice_id, json_extract(body, "
      "'$.device_id')) AND json_extract(body, '$.expires') BETWEEN :1 AND :2 ORDER BY id",
      {from, to});
}
Result<std::vector<model::ApiToken>> tokens_ending(Database& database, const std::string& account,
                                                   const std::string& after, const std::string& until) {
  return rows::bodies<model::ApiToken>(
      database,
      "SELECT body FROM api_token WHERE (:1 = '' OR account = :2) AND json_extract(body, '$.expires') > :3 AND "
      "json_extract(body, '$.expires') <= :4 ORDER BY json_extract(body, '$.expires'), id",
      {account, account, after, until});
}

Result<std::vector<model::Job>> jobs_ended(Database& database, const std::string& since) {
  return rows::bodies<model::Job>(
      database,
      "SELECT body FROM (SELECT body, sequence FROM job WHERE open = 0 ORDER BY sequence DESC LIMIT 300) WHERE "
      "json_extract(body, '$.ended') >= :1 ORDER BY sequence",
      {since});
}

}  // namespace runseal::store
