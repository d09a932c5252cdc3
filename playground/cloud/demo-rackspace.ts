/** Sample people and images on Rackspace, where projects are tenants whose name is a number. */
import type { Image, Role } from './cloud-model.ts';
import type { Cloud } from './cloud-server.ts';

/**
 * alice owns the producer's account, where omar may only look and cleo may create. bob owns the consumer's, where cora may create.
 * Seed once, on an empty cloud of the kind `rackspace`.
 */
export const seedRackspace = ({ state }: Cloud) => {
  const tenants = {
    producer: state.addProject('123456', '123456'),
    consumer: state.addProject('654321', '654321'),
  };
  const person = (name: string, tenant: keyof typeof tenants, role: Role) =>
    state.addUser(name, tenants[tenant].id, [role]);
  const people = {
    alice: person('alice.rs', 'producer', 'identity:user-admin'),
    omar: person('omar.rs', 'producer', 'cloudImages:observer'),
    cleo: person('cleo.rs', 'producer', 'cloudImages:creator'),
    bob: person('bob.rs', 'consumer', 'identity:user-admin'),
    cora: person('cora.rs', 'consumer', 'cloudImages:creator'),
  };

  let number = 0;
  const image = (region: string, name: string, more: Partial<Image> = {}) => {
    number += 1;
    return state.addImage(region, {
      id: `33333333-0000-4000-8000-${String(number).padStart(12, '0')}`,
      name,
      owner: tenants.producer.id,
      disk_format: 'vhd',
      container_format: 'ovf',
      min_disk: 20,
      min_ram: 512,
      properties: { image_type: 'snapshot', os_distro: 'debian', os_type: 'linux' },
      ...more,
    });
  };
  const [first = 'IAD', second = first] = state.regions;
  const images = {
    build: image(first, 'nightly-build'),
    shared: image(first, 'web-server'),
    elsewhere: image(second, 'db-server'),
    base: image(first, 'Debian 12 (PVHVM)', { owner: '0', visibility: 'public' }),
  };
  state.setMember(first, images.shared.id, tenants.consumer.id, 'pending');
  return { tenants, people, images };
};
