#include "model/device.h"

#include "base/json_fields.h"

namespace runseal::model {

RUNSEAL_JSON_FIELDS(Tunnel, connection, kind, by, why, at)
RUNSEAL_JSON_FIELDS(Device, id, site, name, manufacturer, catalogue_number, udi_di, udi, serial, role, operating_system,
                    software_version, modes, connections, hosts, tunnels)
RUNSEAL_JSON_FIELDS(Comparison, what, device_value, notice_value, equal)
RUNSEAL_JSON_FIELDS(Match, device_id, verdict, product, reason, compared)

}  // namespace runseal::model
