#include "store/earlier.h"

#include "store/rows.h"

namespace runseal::store {
namespace {

Result<std::optional<Kept<Measurement>>> before(Database& database, const std::string& id, const std::string& which) {
  return rows::one<Measurement>(
      database, "measurement",
      "WHERE t.id = (SELECT b.measurement_id FROM grade n JOIN grade b ON b.endpoint = n.endpoint AND "
      "b.sequence < n.sequence WHERE n.measurement_id = :1" +
          which + " ORDER BY b.sequence DESC LIMIT 1)",
      id);
}

}  // namespace

Result<std::optional<Kept<Measurement>>> measurement_before(Database& database, const std::string& id) {
  return before(database, id, "");
}
Result<std::optional<Kept<Measurement>>> complete_before(Database& database, const std::string& id) {
  return before(database, id, " AND b.complete");
}

}  // namespace runseal::store
