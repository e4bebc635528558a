#include "console/rows.h"

namespace runseal::console {

Json as_json(const store::ConnectionRow& row, const std::vector<std::string>& devices) {
  return {{"endpoint", row.endpoint},
          {"host", row.host},
          {"devices", devices},
          {"device_count", row.devices},
          {"protocol", row.protocol},
          {"at", row.at},
          {"complete", row.complete},
          {"integrity", row.integrity},
          {"confidentiality", row.confidentiality},
          {"peer_authenticity", row.peer_authenticity},
          {"worst", row.worst},
          {"findings", row.findings},
          {"evidence", row.evidence}};
}

Json as_json(const store::GradeRow& row) {
  return {{"id", row.id},
          {"at", row.at},
          {"method", row.method},
          {"complete", row.complete},
          {"grades",
           {{"integrity", row.integrity},
            {"confidentiality", row.confidentiality},
            {"peer_authenticity", row.peer_authenticity}}},
          {"findings", row.findings},
          {"trend", row.trend},
          {"evidence", row.evidence}};
}

}  // namespace runseal::console
